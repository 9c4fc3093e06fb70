using Portcullis.Domain.News;
using Portcullis.Markets.Reference;

namespace Portcullis.Markets.News;

internal static class CsvNews
{
    private static readonly string[] Needed = ["timestamp_utc", "currency", "impact", "title"];

    public static NewsLoad Read(string name, TextReader text)
    {
        var rows = new CsvRows(text);
        if (!rows.TryRead(out var header)) throw NewsCalendarLoader.Unusable(name, $"expected a header row with {string.Join(", ", Needed)}, found an empty file");
        var columns = Needed.Select(column => header.FindIndex(cell => cell.Trim().Equals(column, StringComparison.OrdinalIgnoreCase))).ToArray();
        for (var i = 0; i < Needed.Length; i++)
            if (columns[i] < 0) throw NewsCalendarLoader.Unusable(name, $"expected a column {Needed[i]}, found {string.Join(", ", header)}");

        var events = new List<NewsEvent>();
        var faults = new List<ReferenceFault>();
        while (rows.TryRead(out var cells))
        {
            if (cells is [""]) continue;
            if (cells.Count != header.Count) Fault($"expected {header.Count} cells, found {cells.Count}");
            else if (NewsFields.TimeOf(Cell(0)) is not { } time) Fault($"expected a time such as 2013-12-18T19:00:00Z or a date, found \"{Cell(0)}\"");
            else if (NewsFields.CurrencyOf(Cell(1)) is not { } currency) Fault($"expected a currency of three letters, found \"{Cell(1)}\"");
            else if (NewsFields.ImpactOf(Cell(2)) is not { } impact) Fault($"expected an impact of High, Medium, Low or Holiday, found \"{Cell(2)}\"");
            else events.Add(new NewsEvent(time.At, currency, impact, Cell(3).Trim(), time.AllDay || NewsFields.IsHoliday(Cell(2))));

            string Cell(int index) => cells[columns[index]];
            void Fault(string message) => faults.Add(new ReferenceFault(name, rows.Line, 1, message));
        }

        return new NewsLoad(NewsCalendar.Create(events, name, null), [.. faults]);
    }
}
