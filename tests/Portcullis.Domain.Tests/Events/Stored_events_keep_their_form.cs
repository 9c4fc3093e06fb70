using System.Text;
using Portcullis.Domain.Access;

namespace Portcullis.Domain.Tests.Events;

/// <summary>
/// One file for each event as it is stored. What is in a journal is never written again, so that these files are only added to: a name or a
/// member that is missing here afterwards can no longer be read there. The variable PORTCULLIS_GOLDEN names the source folder in which the
/// files of new events are to be made.
/// </summary>
public sealed class Stored_events_keep_their_form
{
    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "Golden");

    public static TheoryData<string> Names => [.. EventCatalog.All];

    [Fact]
    public void Every_event_has_a_sample() => Events.Samples.All.Select(EventCatalog.NameOf).Order(StringComparer.Ordinal).ShouldBe(EventCatalog.All);

    [Theory]
    [MemberData(nameof(Names))]
    public void It_is_written_as_it_always_was(string name)
    {
        var written = EventCatalog.Write(Events.Samples.All.Single(e => EventCatalog.NameOf(e) == name));
        if (Environment.GetEnvironmentVariable("PORTCULLIS_GOLDEN") is { Length: > 0 } source && !File.Exists(Path.Combine(source, $"{name}.json")))
            File.WriteAllBytes(Path.Combine(source, $"{name}.json"), written);
        Encoding.UTF8.GetString(written).ShouldBe(File.ReadAllText(Path.Combine(Folder, $"{name}.json")));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void It_is_read_and_written_back_unchanged(string name)
    {
        var stored = File.ReadAllBytes(Path.Combine(Folder, $"{name}.json"));
        var read = EventCatalog.Read(name, stored).ShouldNotBeNull();
        EventCatalog.Write(read).ShouldBe(stored);
        EventCatalog.NameOf(read).ShouldBe(name);
    }

    [Fact]
    public void Each_file_is_of_an_event_or_of_a_form_that_is_still_read() =>
        Directory.EnumerateFiles(Folder, "*.json").Select(f => Path.GetFileNameWithoutExtension(f)).Order(StringComparer.Ordinal)
            .ShouldBe(EventCatalog.All.Concat(EventUpcasts.Current.Retired).Order(StringComparer.Ordinal));

    [Fact]
    public void A_key_of_the_time_before_names_were_sealed_is_its_own_holder_and_keeps_its_name()
    {
        var read = EventCatalog.Read("api_key_created", File.ReadAllBytes(Path.Combine(Folder, "api_key_created.json"))).ShouldBeOfType<ApiKeyCreated>();

        (read.KeyId, read.Holder, read.SealedName, read.By, read.SecretHash).ShouldBe(("k1", "k1", "bot", "ann", "00ff"));
        read.Roles.ShouldBe([Role.Trader, Role.Viewer]);
    }

    [Fact]
    public void A_name_of_a_newer_version_is_no_error() => EventCatalog.Read("order_teleported", "{}"u8).ShouldBeNull();
}
