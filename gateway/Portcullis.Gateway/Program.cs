// entry
return 0;
