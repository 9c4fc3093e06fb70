using System.Runtime.InteropServices;

namespace Portcullis.Journal.Integrity;

/// <summary>One member of an object as it stands in the sink, with its closing comma.</summary>
internal readonly record struct Member(int Start, int KeyLength, int End);

/// <summary>Puts the members of one object into order, in place. Nearly all objects come in order from jsonb: those cost no copy.</summary>
internal ref struct MemberOrder(ByteSink sink)
{
    private readonly int _textStart = sink.Length;
    private readonly int _firstMember = sink.Members.Count;
    private bool _disordered;

    public void Add(int memberStart, int keyLength)
    {
        var member = new Member(memberStart, keyLength, sink.Length);
        if (sink.Members.Count > _firstMember)
            _disordered |= Compare(sink.Members[^1], member) >= 0;
        sink.Members.Add(member);
    }

    public readonly void Finish()
    {
        if (_disordered)
            Rewrite();
        sink.Members.RemoveRange(_firstMember, sink.Members.Count - _firstMember);
    }

    private readonly void Rewrite()
    {
        var members = CollectionsMarshal.AsSpan(sink.Members)[_firstMember..];
        Sort(members);

        var text = sink.CutFrom(_textStart);
        for (var i = 0; i < members.Length; i++)
        {
            var overwritten = i + 1 < members.Length && Key(text, members[i]).SequenceEqual(Key(text, members[i + 1]));
            if (!overwritten)
                sink.Add(text.Slice(members[i].Start - _textStart, members[i].End - members[i].Start));
        }
    }

    /// <summary>By insertion: objects are short, and it is stable, so that of equal keys the last written stays last.</summary>
    private readonly void Sort(Span<Member> members)
    {
        for (var i = 1; i < members.Length; i++)
        {
            for (var j = i; j > 0 && Compare(members[j - 1], members[j]) > 0; j--)
                (members[j - 1], members[j]) = (members[j], members[j - 1]);
        }
    }

    private readonly ReadOnlySpan<byte> Key(ReadOnlySpan<byte> text, Member member) => text.Slice(member.Start - _textStart, member.KeyLength);

    private readonly int Compare(Member a, Member b) =>
        a.KeyLength != b.KeyLength
            ? a.KeyLength.CompareTo(b.KeyLength)
            : sink.Slice(a.Start, a.KeyLength).SequenceCompareTo(sink.Slice(b.Start, b.KeyLength));
}
