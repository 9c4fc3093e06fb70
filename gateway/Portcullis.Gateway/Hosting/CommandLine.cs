using System.Globalization;

namespace Portcullis.Gateway.Hosting;

/// <summary>Reads options from <c>--name value</c> and from <c>PORTCULLIS_NAME</c>; the command line wins.</summary>
public static class CommandLine
{
    public const string Usage = """
        Portcullis: the gateway that every order asks first.

          --urls URL             where to listen           (http://127.0.0.1:7411; port 0 takes a free one)
          --certificate FILE     PEM of the certificate to show under https, intermediates after it; read again when renewed
          --certificate-key FILE PEM of its private key    (the certificate's own file)
          --client-ca FILE       PEM of authorities: only clients with a certificate of theirs are let in
          --allow-plaintext      http where other machines can reach it: behind something that adds TLS
          --data-dir DIR         database, first admin key (.portcullis)
          --postgres STRING      use this PostgreSQL       (a private one in the data folder)
          --checkpoints DIR      signed checkpoints of the journal, each minute (checkpoints in the data folder)
          --checkpoint-webhook URL  each checkpoint is posted here too
          --vault-key-file FILE  wraps the keys that persons' names are sealed with: 32 random bytes in base64
          --archives DIR         archives of the journal, to read what has left the database
          --packs DIR            rule packs and profiles   (those that come with the gateway)
          --reference DIR        instruments, calendars    (those that come with the gateway)
          --calendar FILE        economic news: CSV, ForexFactory JSON or ICS
          --clock KIND           system or simulated       (system)
          --clock-start TIME     where a simulated clock begins, UTC
          --no-reports           leave keeping the reports up to date to other nodes
          --reset-admin-key      make a new admin key although there are keys
          --help                 this text

        Each can also be set in the environment: --data-dir as PORTCULLIS_DATA_DIR.
        """;

    /// <returns>The options; null with the reason when the arguments can't be meant.</returns>
    public static (GatewayOptions? Options, string? Fault) Parse(IReadOnlyList<string> args, Func<string, string?> environment)
    {
        var given = new Dictionary<string, string>(StringComparer.Ordinal);
        for (var i = 0; i < args.Count; i++)
        {
            var name = args[i];
            if (!Names.Contains(name)) return (null, $"{name} is not an option. --help lists them.");
            if (Switches.Contains(name)) given[name] = "true";
            else if (i + 1 < args.Count) given[name] = args[++i];
            else return (null, $"{name} needs a value.");
        }

        string? Value(string name) => given.TryGetValue(name, out var value) ? value : environment($"PORTCULLIS_{name[2..].Replace('-', '_').ToUpperInvariant()}");
        var defaults = new GatewayOptions();
        var clock = Value("--clock") ?? defaults.Clock;
        if (clock is not ("system" or "simulated")) return (null, $"--clock {clock}: system or simulated was expected.");
        var start = defaults.ClockStart;
        if (Value("--clock-start") is { } text && !DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out start))
            return (null, $"--clock-start {text}: an ISO 8601 time was expected, for example 2013-10-06T22:00:00Z.");
        var postgres = Value("--postgres");
        Uri? webhook = null;
        if (Value("--checkpoint-webhook") is { Length: > 0 } url && !(Uri.TryCreate(url, UriKind.Absolute, out webhook) && webhook.Scheme is "http" or "https"))
            return (null, $"--checkpoint-webhook {url}: an http or https address was expected.");
        var urls = Value("--urls") ?? defaults.Urls;
        var tls = new TlsOptions
        {
            Certificate = Value("--certificate"),
            CertificateKey = Value("--certificate-key"),
            ClientAuthorities = Value("--client-ca"),
            AllowPlaintext = Value("--allow-plaintext") == "true",
        };
        if (tls.Fault(urls) is { } fault) return (null, fault);
        return (defaults with
        {
            Urls = urls,
            Tls = tls,
            DataDir = Path.GetFullPath(Value("--data-dir") ?? defaults.DataDir),
            Postgres = string.IsNullOrWhiteSpace(postgres) ? null : postgres,
            Checkpoints = Value("--checkpoints"),
            Archives = Value("--archives"),
            VaultKeyFile = Value("--vault-key-file"),
            CheckpointWebhook = webhook,
            Packs = Value("--packs") ?? defaults.Packs,
            Reference = Value("--reference") ?? defaults.Reference,
            Calendar = Value("--calendar"),
            Clock = clock,
            ClockStart = start,
            ResetAdminKey = Value("--reset-admin-key") == "true",
            Reports = Value("--no-reports") != "true",
        }, null);
    }

    private static readonly string[] Switches = ["--allow-plaintext", "--reset-admin-key", "--no-reports"];

    private static readonly string[] Names =
    [
        .. Switches, "--urls", "--certificate", "--certificate-key", "--client-ca", "--data-dir", "--postgres", "--checkpoints", "--checkpoint-webhook", "--archives", "--vault-key-file", "--packs",
        "--reference", "--calendar", "--clock", "--clock-start",
    ];
}
