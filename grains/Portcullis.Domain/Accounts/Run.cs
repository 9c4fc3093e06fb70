using System.Collections;
using System.Collections.Immutable;

namespace Portcullis.Domain.Accounts;

/// <summary>
/// An immutable list that grows at its end and loses its oldest. Those that grew from each other share their pages: an addition writes to the first
/// free place of the last page, which no list before it looks at, and copies that page only where another list has taken the place already.
/// </summary>
public sealed class Run<T> : IReadOnlyList<T>
{
    public static readonly Run<T> Empty = new([], 0, 0);

    private const int PageSize = 128;

    private readonly ImmutableArray<SharedPage> _pages;
    private readonly int _first;
    private readonly int _end;

    // Places are counted from the begin of the first page.
    private Run(ImmutableArray<SharedPage> pages, int first, int end) => (_pages, _first, _end) = (pages, first, end);

    public int Count => _end - _first;

    public int Pages => _pages.Length;

    /// <summary>Oldest first.</summary>
    public T this[int index]
    {
        get
        {
            var place = _first + index;
            return _pages[place / PageSize].Items[place % PageSize];
        }
    }

    public Run<T> Add(T item)
    {
        var place = _end % PageSize;
        if (place == 0) return new Run<T>(_pages.Add(new SharedPage([], 0).With(item, 0)), _first, _end + 1);
        var last = _pages[^1];
        var grown = last.With(item, place);
        return new Run<T>(grown == last ? _pages : _pages.SetItem(_pages.Length - 1, grown), _first, _end + 1);
    }

    public Run<T> SetItem(int index, T item)
    {
        var (page, place) = Math.DivRem(_first + index, PageSize);
        var copy = _pages[page].Copy(Used(page));
        copy.Items[place] = item;
        return new Run<T>(_pages.SetItem(page, copy), _first, _end);
    }

    /// <summary>Without its oldest <paramref name="count"/>.</summary>
    public Run<T> Skip(int count)
    {
        if (count == 0) return this;
        var (emptied, first) = Math.DivRem(_first + count, PageSize);
        return new Run<T>(_pages.RemoveRange(0, emptied), first, _end - (emptied * PageSize));
    }

    /// <summary>One page's items, oldest first, for whoever looks at many; page 0 is the oldest.</summary>
    public ReadOnlySpan<T> Page(int number)
    {
        var begin = number == 0 ? _first : 0;
        return _pages[number].Items.AsSpan(begin, Used(number) - begin);
    }

    public IEnumerator<T> GetEnumerator()
    {
        for (var i = 0; i < Count; i++) yield return this[i];
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private int Used(int page) => Math.Min(PageSize, _end - (page * PageSize));

    private sealed class SharedPage(T[] items, int used)
    {
        private int _used = used;

        /// <summary>As many as any list has put here; each list knows how many of them are its own.</summary>
        public T[] Items { get; private set; } = items;

        /// <summary>This page, or a copy where the place was taken by another list.</summary>
        public SharedPage With(T item, int place)
        {
            if (Interlocked.CompareExchange(ref _used, place + 1, place) != place) return Copy(place).With(item, place);
            if (place == Items.Length) Items = [.. Items, .. new T[Math.Max(4, Math.Min(place, PageSize - place))]];
            Items[place] = item;
            return this;
        }

        public SharedPage Copy(int count) => new(Items[..count], count);
    }
}
