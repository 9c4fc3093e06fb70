using System.Globalization;
using Spectre.Console;

namespace Portcullis.Cli;

/// <summary>Values as people read them.</summary>
internal static class Text
{
    public static string Money(decimal value) => value.ToString("#,##0.00;-#,##0.00", CultureInfo.InvariantCulture);

    public static string Money(decimal? value) => value is { } given ? Money(given) : "";

    public static string Number(decimal value) => value.ToString("0.############", CultureInfo.InvariantCulture);

    public static string Number(decimal? value) => value is { } given ? Number(given) : "";

    public static string Time(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    public static string Time(DateTimeOffset? at) => at is { } given ? Time(given) : "";

    /// <summary>A key with its holder's name, where the gateway tells it.</summary>
    public static string Who(string key, string name) => name.Length > 0 ? $"{name} ({key})" : key;

    public static string Count(long count, string what) => string.Create(CultureInfo.InvariantCulture, $"{count:N0} {what}{(count == 1 ? "" : "s")}");

    /// <summary>A table without frames: what is printed can be cut and pasted.</summary>
    public static Table Table(params string[] columns)
    {
        var table = new Table { Border = TableBorder.Simple };
        foreach (var column in columns)
        {
            // A leading '>' asks for numbers set to the right.
            var right = column.StartsWith('>');
            // A day is read as one word, and so is a number.
            table.AddColumn(new TableColumn(Markup.Escape(column.TrimStart('>'))) { Alignment = right ? Justify.Right : Justify.Left, NoWrap = right || column == "day" });
        }

        return table;
    }

    /// <summary>Plain text cells: what comes from outside is never markup.</summary>
    public static Table Row(this Table table, params string[] cells)
    {
        table.AddRow(cells.Select(cell => new Spectre.Console.Text(cell)));
        return table;
    }

    /// <summary>Two columns: what, and what it is. Empty ones are left out.</summary>
    public static Grid Sheet(params (string Name, string Value)[] lines)
    {
        var grid = new Grid().AddColumn(new GridColumn().NoWrap().PadRight(3)).AddColumn();
        foreach (var (name, value) in lines.Where(line => line.Value.Length > 0))
            grid.AddRow(new Spectre.Console.Text(name), new Spectre.Console.Text(value));
        return grid;
    }
}
