using System.IO.Compression;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Portcullis.Journal.Archives;

/// <summary>An archive's lines on disk, compressed where its name ends in .gz.</summary>
internal static partial class ArchiveFile
{
    private const int BufferBytes = 1 << 16;

    public static Stream OpenRead(string path)
    {
        var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, BufferBytes, FileOptions.SequentialScan);
        return IsCompressed(path) ? new GZipStream(file, CompressionMode.Decompress) : file;
    }

    /// <summary>Its lines in UTF-8, without their ends; empty ones are passed over.</summary>
    /// <param name="path">The file.</param>
    /// <param name="broken">Told why the file ends where it does when its compression was damaged.</param>
    public static IEnumerable<byte[]> Lines(string path, Action<string> broken)
    {
        using var file = OpenRead(path);
        var buffer = new byte[BufferBytes];
        var (start, end) = (0, 0);
        while (true)
        {
            var length = buffer.AsSpan(start, end - start).IndexOf((byte)'\n');
            if (length < 0)
            {
                // What there is of this line moves to the front, and more is read behind it.
                buffer.AsSpan(start, end - start).CopyTo(buffer);
                (start, end) = (0, end - start);
                if (end == buffer.Length)
                    Array.Resize(ref buffer, 2 * buffer.Length);
                var read = Read(file, buffer.AsSpan(end), broken);
                end += read;
                if (read > 0)
                    continue;
                length = end;
            }

            if (Trimmed(buffer, start, length) is { Length: > 0 } line)
                yield return line;
            start += length + 1;
            if (start > end)
                yield break;
        }
    }

    private static int Read(Stream file, Span<byte> free, Action<string> broken)
    {
        try
        {
            return file.Read(free);
        }
        catch (InvalidDataException damaged)
        {
            broken(damaged.Message);
            return 0;
        }
    }

    private static byte[] Trimmed(byte[] buffer, int start, int length) => buffer.AsSpan(start, length).Trim(" \r"u8).ToArray();

    public static async Task<string> Sha256Async(string path, CancellationToken ct)
    {
        await using var file = File.OpenRead(path);
        return Convert.ToHexStringLower(await SHA256.HashDataAsync(file, ct));
    }

    /// <summary>Writes beside the path, durably, what <see cref="Publish"/> gives its name to. A draft that an earlier run left behind is written anew.</summary>
    public static async Task<string> WriteDraftAsync(string path, Func<Stream, Task> write, CancellationToken ct)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        var draft = Path.Combine(Path.GetDirectoryName(path)!, $"draft-{Path.GetFileName(path)}");
        await using var file = new FileStream(draft, FileMode.Create, FileAccess.Write, FileShare.None, BufferBytes);
        await using (var lines = IsCompressed(path) ? new GZipStream(file, CompressionLevel.Optimal, leaveOpen: true) : (Stream)new BufferedStream(file))
            await write(lines);
        await file.FlushAsync(ct);
        file.Flush(flushToDisk: true);
        return draft;
    }

    /// <summary>Gives a draft its name, so that it has it also after a power failure.</summary>
    public static void Publish(string draft, string path)
    {
        File.Move(draft, path, overwrite: true);
        if (OperatingSystem.IsWindows())
            return;
        var folder = Open(Path.GetDirectoryName(Path.GetFullPath(path))!, ReadOnly);
        if (folder < 0 || Sync(folder) != 0)
            throw new IOException($"The folder of {path} could not be flushed to the disk.");
        _ = Close(folder);
    }

    private const int ReadOnly = 0;

    // A rename is durable when its folder is, and .NET opens no folders.
    [LibraryImport("libc", EntryPoint = "open", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Sync(int descriptor);

    [LibraryImport("libc", EntryPoint = "close", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Close(int descriptor);

    private static bool IsCompressed(string path) => path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase);
}
