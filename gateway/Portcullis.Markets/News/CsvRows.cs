using System.Text;

namespace Portcullis.Markets.News;

/// <summary>Splits comma-separated values into rows (RFC 4180: quoted cells may hold commas, doubled quotes and line breaks).</summary>
internal sealed class CsvRows(TextReader text)
{
    private int _nextLine = 1;

    /// <summary>Line on which the last row began, from 1.</summary>
    public int Line { get; private set; }

    public bool TryRead(out List<string> cells)
    {
        cells = [];
        if (text.Peek() < 0) return false;
        Line = _nextLine;
        var cell = new StringBuilder();
        var quoted = false;
        while (true)
        {
            var next = text.Read();
            if (next == '\n') _nextLine++;
            if (next < 0 || (next == '\n' && !quoted))
            {
                cells.Add(cell.ToString());
                return true;
            }

            if (quoted)
            {
                if (next != '"') cell.Append((char)next);
                else if (text.Peek() == '"') cell.Append((char)text.Read());
                else quoted = false;
            }
            else if (next == '"' && cell.Length == 0) quoted = true;
            else if (next == ',')
            {
                cells.Add(cell.ToString());
                cell.Clear();
            }
            else if (next != '\r') cell.Append((char)next);
        }
    }
}
