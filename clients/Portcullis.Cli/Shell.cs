using System.CommandLine;
using Portcullis.Client;

namespace Portcullis.Cli;

/// <summary>What all commands share: the options that every one takes, and how each runs and fails.</summary>
internal sealed class Shell(CliEnvironment environment)
{
    private const string AddressVariable = "PORTCULLIS_ADDRESS";
    private const string KeyVariable = "PORTCULLIS_KEY";
    private const string AuthoritiesVariable = "PORTCULLIS_CA";
    private static readonly string KeyFile = Path.Combine(".portcullis", "admin.key");

    private readonly Option<string?> _address = new("--address")
    {
        Description = $"The gateway's address. Default {AddressVariable}, else http://127.0.0.1:7411.",
        Recursive = true,
        HelpName = "url",
    };

    private readonly Option<string?> _key = new("--key")
    {
        Description = $"The API key. Default {KeyVariable}, else the file {KeyFile} here or in a folder above.",
        Recursive = true,
        HelpName = "key",
    };

    private readonly Option<string?> _authorities = new("--ca")
    {
        Description = $"PEM file with the authorities of the gateway's certificate. Default {AuthoritiesVariable}, else those that the system trusts.",
        Recursive = true,
        HelpName = "file",
    };

    private readonly Option<string?> _certificate = new("--certificate")
    {
        Description = "PEM file with the certificate to show, and its private key, where the gateway asks for one.",
        Recursive = true,
        HelpName = "file",
    };

    private readonly Option<double> _timeout = new("--timeout")
    {
        Description = "Seconds that one answer may take, retries included.",
        Recursive = true,
        DefaultValueFactory = _ => 10,
        HelpName = "seconds",
    };

    private readonly Option<bool> _json = new("--json")
    {
        Description = "Print one JSON object, or a line of JSON for each item of a stream, and nothing else.",
        Recursive = true,
    };

    public IReadOnlyList<Option> Options => [_address, _key, _authorities, _certificate, _timeout, _json];

    public CliEnvironment Environment => environment;

    /// <summary>A command and what it does.</summary>
    public Command Command(string name, string description, IEnumerable<Symbol> symbols, Func<Invocation, CancellationToken, Task<int>> act)
    {
        var command = new Command(name, description);
        foreach (var symbol in symbols)
        {
            if (symbol is Argument argument)
                command.Add(argument);
            else
                command.Add((Option)symbol);
        }

        command.SetAction((parsed, cancellation) => RunAsync(parsed, act, cancellation));
        return command;
    }

    private async Task<int> RunAsync(ParseResult parsed, Func<Invocation, CancellationToken, Task<int>> act, CancellationToken cancellation)
    {
        var output = new Output(environment, parsed.GetValue(_json));
        var address = parsed.GetValue(_address) ?? environment.Variable(AddressVariable) ?? "http://127.0.0.1:7411";
        try
        {
            using var invocation = new Invocation(parsed, environment, output, () => Connect(address, parsed));
            return await act(invocation, cancellation);
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            return ExitCode.Interrupted;
        }
        catch (UsageException e)
        {
            output.Fail("InvalidArgument", e.Message);
            return ExitCode.Usage;
        }
        catch (PortcullisException e)
        {
            output.Fail(e, Advice(e, address));
            return ExitCode.Of(e);
        }
        catch (Exception e) when (e is IOException or FormatException or UnauthorizedAccessException)
        {
            output.Fail("Unexpected", e.Message);
            return ExitCode.Unexpected;
        }
    }

    private PortcullisClient Connect(string address, ParseResult parsed)
    {
        if (!Uri.TryCreate(address, UriKind.Absolute, out var uri) || uri.Scheme is not ("http" or "https"))
            throw new UsageException($"'{address}' is no address such as http://127.0.0.1:7411.");
        return new PortcullisClient(
            new PortcullisClientOptions
            {
                Address = uri,
                ApiKey = parsed.GetValue(_key) ?? environment.Variable(KeyVariable),
                ApiKeyFile = FindKeyFile(),
                AuthoritiesFile = parsed.GetValue(_authorities) ?? environment.Variable(AuthoritiesVariable),
                CertificateFile = parsed.GetValue(_certificate),
                Timeout = TimeSpan.FromSeconds(parsed.GetValue(_timeout)),
                TimeProvider = environment.Time,
            },
            environment.Handler);
    }

    private string? FindKeyFile()
    {
        for (var folder = new DirectoryInfo(environment.Directory); folder is not null; folder = folder.Parent)
        {
            var file = Path.Combine(folder.FullName, KeyFile);
            if (File.Exists(file))
                return file;
        }

        return null;
    }

    private static string Advice(PortcullisException failure, string address) => failure switch
    {
        UnavailableException { IsUntrusted: true } =>
            $"Its certificate is not trusted here, or it wants one of yours: name its authority with --ca or {AuthoritiesVariable}, your certificate with --certificate.",
        UnavailableException => $"Is the gateway running at {address}? Start it with ./run, or name another with --address or {AddressVariable}.",
        AccessDeniedException { Status: Grpc.Core.StatusCode.Unauthenticated } =>
            $"Give a key with --key or {KeyVariable}, or run where the gateway's {KeyFile} lies.",
        AccessDeniedException => "The key does not cover this. Make one that does: portcullis key create --help",
        AnswerTimeoutException => "What became of it is unknown. The same id again tells.",
        _ => "",
    };
}
