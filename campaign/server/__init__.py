"""The app as a server: who may reach it, accounts, shifts."""
