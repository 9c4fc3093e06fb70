using Portcullis.Markets.Reference;

namespace Portcullis.Markets.Tests.Reference;

public sealed class Faulty_reference_files : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("portcullis-reference-");

    public Faulty_reference_files()
    {
        foreach (var file in Directory.EnumerateFiles(ReferenceData.DefaultFolder, "*.json")) File.Copy(file, Path.Combine(_folder.FullName, Path.GetFileName(file)));
    }

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [InlineData("instruments.json", "\"tickSize\": 0.25, \"pointValue\": 50", "\"tickSize\": 0, \"pointValue\": 50", 3, "expected a positive number, found 0")]
    [InlineData("instruments.json", "\"tickSize\": 0.25, \"pointValue\": 50", "\"tickSize\": \"0.25\", \"pointValue\": 50", 3, "expected a number, found \"0.25\"")]
    [InlineData("instruments.json", "\"months\": \"HMUZ\", \"tickSize\": 0.25, \"pointValue\": 50,", "\"months\": \"HMUY\", \"tickSize\": 0.25, \"pointValue\": 50,", 3, "expected month codes")]
    [InlineData("instruments.json", "\"pointValue\": 50,", "\"pointVal\": 50,", 3, "expected a member \"pointValue\"")]
    [InlineData("instruments.json", "\"rule\": \"thirdLastBusinessDay\"", "\"rule\": \"whenever\"", 8, "expected one of thirdFriday, ")]
    [InlineData("instruments.json", "\"symbol\": \"MES\"", "\"symbol\": \"ES\"", 4, "symbol \"ES\" stands twice")]
    [InlineData("instruments.json", "\"calendar\": \"forex\"", "\"calendar\": \"forx\"", 57, "expected a calendar (")]
    [InlineData("calendars.json", "\"third monday of january\" },", "\"third mondy of january\" },", 5, "expected a day such as 12-25")]
    [InlineData("calendars.json", "\"zone\": \"America/Chicago\"", "\"zone\": \"America/Chikago\"", 47, "expected a time zone such as America/Chicago")]
    [InlineData("calendars.json", "[\"09:30-16:00\"]", "[\"16:00-09:30\"]", 35, "expected an opening such as 09:30-16:00")]
    [InlineData("calendars.json", "\"us-stock-closures\", \"us-stock-half-days\"", "\"us-stock-closures\", \"us-half-days\"", 36, "expected the name of a holiday list")]
    [InlineData("calendars.json", "\"on\": \"2012-10-30\"", "\"on\": \"2012-10-29\"", 15, "2012-10-29 is Hurricane Sandy already")]
    [InlineData("commissions.json", "\"perUnit\": 2.10", "\"perUnit\": -2.10", 3, "expected a number that is not negative")]
    [InlineData("commissions.json", "\"minimum\": 1.00", "\"minimal\": 1.00", 6, "unknown member \"minimal\"")]
    [InlineData("commissions.json", "\"rates\": [", "\"rates\": [ ,", 2, "expected JSON")]
    public void Each_fault_is_named_with_file_line_and_what_was_expected(string file, string sound, string broken, int line, string message)
    {
        var path = Path.Combine(_folder.FullName, file);
        var text = File.ReadAllText(path);
        var at = text.IndexOf(sound, StringComparison.Ordinal);
        at.ShouldBeGreaterThanOrEqualTo(0);
        File.WriteAllText(path, text[..at] + broken + text[(at + sound.Length)..]);

        var fault = Should.Throw<ReferenceException>(() => ReferenceData.Load(_folder.FullName, 2026)).Faults[0];
        fault.File.ShouldBe(path);
        fault.Message.ShouldContain(message);
        fault.Line.ShouldBe(line);
        fault.ToString().ShouldStartWith($"{path}({line},");
    }

    [Fact]
    public void All_faults_of_a_file_are_named_at_once()
    {
        var path = Path.Combine(_folder.FullName, "commissions.json");
        File.WriteAllText(path, """
            { "rates": [
              { "assetClass": "futures" },
              { "perUnit": "two", "root": "ES" }
            ] }
            """);
        Should.Throw<ReferenceException>(() => ReferenceData.Load(_folder.FullName, 2026)).Faults.Select(fault => fault.Line).ShouldBe([2, 3]);
    }

    [Fact]
    public void A_missing_file_is_named()
    {
        File.Delete(Path.Combine(_folder.FullName, "instruments.json"));
        Should.Throw<ReferenceException>(() => ReferenceData.Load(_folder.FullName, 2026)).Message.ShouldContain("instruments.json(1,1): expected this file to exist");
    }
}
