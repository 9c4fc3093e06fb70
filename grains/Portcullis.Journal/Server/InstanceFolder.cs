namespace Portcullis.Journal.Server;

/// <summary>The files of one instance: the cluster, and beside it what several users of it share.</summary>
internal sealed class InstanceFolder
{
    /// <summary>Longest path of a unix socket that every system takes.</summary>
    private const int SocketPathLength = 100;

    public InstanceFolder(string root)
    {
        Root = Path.GetFullPath(root);
        Directory.CreateDirectory(Users);
    }

    public string Root { get; }

    public string Data => Path.Combine(Root, "data");

    public string Users => Path.Combine(Root, "users");

    /// <summary>Inside the cluster, since the server's user writes it.</summary>
    public string Log => Path.Combine(Data, "server.log");

    public string Password => Path.Combine(Root, "password");

    public string Gate => Path.Combine(Root, "instance.lock");

    public string PidFile => Path.Combine(Data, "postmaster.pid");

    /// <summary>Exists only while initdb runs: a start that died then is told by it.</summary>
    public string Initial => Path.Combine(Root, "initial");

    public bool IsInitialised => File.Exists(Path.Combine(Data, "PG_VERSION")) && !Directory.Exists(Initial);

    /// <summary>
    /// Where the socket lies: beside the data, or, when that path is too long for a socket, in a folder of the temporary folder whose name
    /// follows from the data's. Whoever starts it makes sure that nobody else owns that folder.
    /// </summary>
    public string Socket
    {
        get
        {
            var beside = Path.Combine(Root, "socket");
            if (beside.Length + "/.s.PGSQL.5432.lock".Length <= SocketPathLength)
                return beside;
            var name = Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(Root)))[..16];
            return Path.Combine(Path.GetTempPath(), $"portcullis-{name}");
        }
    }
}
