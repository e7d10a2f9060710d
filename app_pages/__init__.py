"""The app's pages, one file each: widgets, one service call, what came out."""
