// The visit is over: the server asks who is there.
location.reload();
