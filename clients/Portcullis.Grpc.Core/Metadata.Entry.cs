using System.Buffers;
using System.Text;
using Grpc.Core.Internal;

namespace Grpc.Core;

public sealed partial class Metadata
{
    /// <summary>One header: text, or bytes where the key ends in <c>-bin</c>.</summary>
    public sealed class Entry
    {
        private static readonly SearchValues<char> _s_keyCharacters = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789-_.");

        private readonly byte[]? _bytes;
        private readonly string? _text;

        public Entry(string key, string value)
        {
            ArgumentNullException.ThrowIfNull(value);
            Key = Normalize(key);
            if (IsBinaryKey(Key))
                throw new ArgumentException($"The key of a text value must not end in {BinaryHeaderSuffix}.", nameof(key));
            _text = value;
        }

        public Entry(string key, byte[] valueBytes)
        {
            ArgumentNullException.ThrowIfNull(valueBytes);
            Key = Normalize(key);
            if (!IsBinaryKey(Key))
                throw new ArgumentException($"The key of a binary value must end in {BinaryHeaderSuffix}.", nameof(key));
            _bytes = valueBytes.AsSpan().ToArray();
        }

        private Entry(string key, string? text, byte[]? bytes)
        {
            Key = key;
            _text = text;
            _bytes = bytes;
        }

        /// <summary>The key in lower case.</summary>
        public string Key { get; }

        public bool IsBinary => _text is null;

        /// <summary>The text; asking it of a binary entry throws.</summary>
        public string Value => _text ?? throw new InvalidOperationException("The value of a binary entry is in ValueBytes.");

        /// <summary>A copy of the bytes; a text entry gives its text in ASCII.</summary>
        public byte[] ValueBytes => _bytes is null ? Encoding.ASCII.GetBytes(_text!) : _bytes.AsSpan().ToArray();

        internal ReadOnlySpan<byte> Bytes => _bytes;

        public override string ToString() => IsBinary
            ? $"[Entry: key={Key}, valueBytes={Convert.ToHexString(_bytes!)}]"
            : $"[Entry: key={Key}, value={_text}]";

        /// <summary>From the wire: what a peer sent is kept as it is, however odd its key.</summary>
        internal static Entry Received(string key, string text) => new(Lower(key), text, null);

        internal static Entry Received(string key, byte[] bytes) => new(Lower(key), null, bytes);

        internal static bool IsBinaryKey(string key) => key.EndsWith(BinaryHeaderSuffix, StringComparison.OrdinalIgnoreCase);

        internal bool KeyEquals(string key) => string.Equals(Key, key, StringComparison.OrdinalIgnoreCase);

        private static string Normalize(string key)
        {
            ArgumentException.ThrowIfNullOrEmpty(key);
            var lower = Lower(key);
            if (lower.AsSpan().ContainsAnyExcept(_s_keyCharacters))
                throw new ArgumentException($"A metadata key holds lower case letters, digits, and the characters '-', '_' and '.' only: '{key}'.", nameof(key));
            return lower;
        }

        // Almost every key is lower case already (HTTP/2 demands it), so that the string is kept.
        private static string Lower(string key) => Ascii.IsValid(key) && !key.AsSpan().ContainsAnyInRange('A', 'Z') ? key : Headers.ToLower(key);
    }
}
