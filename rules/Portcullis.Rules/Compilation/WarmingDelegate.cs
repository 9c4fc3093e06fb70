using System.Linq.Expressions;

namespace Portcullis.Rules.Compilation;

/// <summary>
/// Interpreted at first and compiled when it turns out to be called often: most explanations are asked for once, and interpreting one is ten
/// times cheaper than compiling it; a rule that rejects order after order must not be interpreted for ever.
/// </summary>
internal sealed class WarmingDelegate<T>(Expression<T> expression)
    where T : Delegate
{
    private const int CallsBeforeCompiling = 16;

    private T _current = expression.Compile(preferInterpretation: true);
    private int _calls;

    /// <summary>To be called once.</summary>
    public T Next
    {
        get
        {
            if (_calls < CallsBeforeCompiling && Interlocked.Increment(ref _calls) == CallsBeforeCompiling)
                Volatile.Write(ref _current, expression.Compile());
            return Volatile.Read(ref _current);
        }
    }
}
