using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using Portcullis.Journal.Integrity;
using Portcullis.Testing;

namespace Portcullis.Journal.Tests.Integrity;

/// <summary>Checkpoints leave the database on a schedule: into a folder, and to whoever listens.</summary>
public sealed class CheckpointExporterTests : IAsyncLifetime
{
    private readonly string _folder = TestFolder.NewPath("portcullis-exporter-");
    private readonly InMemoryJournal _journal = new();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => await _journal.AppendAsync(Given.Append("account-a", 0), Ct);

    public async ValueTask DisposeAsync()
    {
        await _journal.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task A_checkpoint_is_signed_kept_and_posted_and_none_when_nothing_has_happened()
    {
        using var listener = Listen(out var address);
        var posted = ReceiveAsync(listener);
        await using var exporter = Exporter(address);

        var checkpoint = (await exporter.ExportAsync(Ct)).ShouldNotBeNull();
        (await exporter.ExportAsync(Ct)).ShouldBeNull();

        var kept = new CheckpointFolder(_folder).Read().ShouldHaveSingleItem();
        (kept.IsSigned, kept.Checkpoint).ShouldBe((true, checkpoint));
        JsonSerializer.Deserialize<Checkpoint>(await posted, JsonSerializerOptions.Web).ShouldBe(checkpoint);
        checkpoint.Hash.ShouldBe((await _journal.ChainHeadAsync(Ct)).Hash);
    }

    [Fact]
    public async Task A_deaf_webhook_costs_no_checkpoint()
    {
        // Bound and not listening: nobody else can answer there.
        using var deaf = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        deaf.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        await using var exporter = Exporter(new Uri($"http://{deaf.LocalEndPoint}/"));

        (await exporter.ExportAsync(Ct)).ShouldNotBeNull();
        new CheckpointFolder(_folder).Read().ShouldHaveSingleItem().IsSigned.ShouldBeTrue();
    }

    [Fact]
    public async Task What_happened_since_the_last_one_is_signed_at_the_end()
    {
        await using (var exporter = Exporter())
            exporter.Start();

        new CheckpointFolder(_folder).Read().ShouldHaveSingleItem().Checkpoint!.Position.ShouldBe(1);
    }

    [Fact]
    public async Task The_private_key_is_its_owners_alone()
    {
        await using var exporter = Exporter();
        await exporter.ExportAsync(Ct);

        var key = Directory.GetFiles(Path.Combine(_folder, "keys"), "*.private.pem").ShouldHaveSingleItem();
        if (!OperatingSystem.IsWindows())
            File.GetUnixFileMode(key).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }

    private CheckpointExporter Exporter(params Uri[] webhooks) =>
        new(_journal, new CheckpointFolder(_folder), new CheckpointExporterOptions { Webhooks = webhooks }, TimeProvider.System, NullLogger.Instance);

    private static async Task<string> ReceiveAsync(HttpListener listener)
    {
        var context = await listener.GetContextAsync();
        using var reader = new StreamReader(context.Request.InputStream);
        var body = await reader.ReadToEndAsync(Ct);
        context.Response.Close();
        return body;
    }

    /// <summary>It can't be asked for any free port: another is tried when somebody has been quicker.</summary>
    private static HttpListener Listen(out Uri address)
    {
        while (true)
        {
            using var probe = new TcpListener(IPAddress.Loopback, 0);
            probe.Start();
            address = new Uri($"http://{probe.LocalEndpoint}/");
            probe.Stop();
            var listener = new HttpListener { Prefixes = { address.ToString() } };
            try
            {
                listener.Start();
                return listener;
            }
            catch (HttpListenerException)
            {
                listener.Close();
            }
        }
    }
}
