using Portcullis.Journal.Driver;

// A process of its own, for tests that kill, stop and continue processes. It ends when its input does.
return args switch
{
    ["hold", var folder] => await HoldServer.RunAsync(folder),
    _ => Usage(),
};

static int Usage()
{
    Console.Error.WriteLine("usage: hold FOLDER");
    return 2;
}
