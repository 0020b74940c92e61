using System;
using System.Buffers.Binary;
using System.IO;
using System.Threading;

namespace Symphony.Data.Files;

/// <summary>What one pass over a file's bytes tells: its hash, and what a lenient reader would not notice.</summary>
/// <param name="Sha256">64 lower-case hexadecimal digits of the file as it lies there.</param>
/// <param name="Bytes">The file's length.</param>
/// <param name="Delimiters">How many delimiters its text holds; 0 for Parquet.</param>
/// <param name="Suspicious">True when the text holds NUL, or digits around an underscore: both pass silently in numbers.</param>
internal sealed record Inspection(string Sha256, long Bytes, long Delimiters, bool Suspicious)
{
    private const int GzipTrailer = 8;
    private const int SmallestGzip = 20;

    /// <summary>Reads the whole file; a gzip that is cut short or damaged is refused.</summary>
    /// <param name="file">The file.</param>
    /// <param name="form">Its form.</param>
    /// <param name="delimiter">The text's delimiter.</param>
    /// <param name="cancellation">Stops between two blocks.</param>
    public static Inspection Of(SourceFile file, FileForm form, byte delimiter, CancellationToken cancellation)
    {
        var hash = FileHash.Sha256(file.Path);
        var length = new FileInfo(file.Path).Length;
        if (form == FileForm.Parquet)
        {
            return new Inspection(hash, length, 0, Suspicious: false);
        }

        var text = 0L;
        var delimiters = 0L;
        var suspicious = false;
        var buffer = new byte[1 << 17];
        using var stream = FileForms.OpenText(file, form);
        try
        {
            int read;
            while ((read = stream.Read(buffer)) > 0)
            {
                cancellation.ThrowIfCancellationRequested();
                ReadOnlySpan<byte> block = buffer.AsSpan(0, read);
                text += read;
                delimiters += block.Count(delimiter);
                suspicious = suspicious || IsSuspicious(block);
            }
        }
        catch (InvalidDataException)
        {
            throw Damaged(file);
        }

        if (form == FileForm.GzipText)
        {
            CheckTrailer(file, text);
        }

        return new Inspection(hash, length, delimiters, suspicious);
    }

    /// <summary>The refusal of a gzip file that does not unpack to its end.</summary>
    /// <param name="file">The file.</param>
    public static DataRefusedException Damaged(SourceFile file) =>
        new($"{file.Name} is cut short or damaged (it does not unpack to its end); a whole gzip file is accepted", file.Name);

    /// <summary>True for a NUL, and for an underscore between digits or at an end of the block, where its neighbour is unseen.</summary>
    private static bool IsSuspicious(ReadOnlySpan<byte> block)
    {
        int at;
        while ((at = block.IndexOfAny((byte)0, (byte)'_')) >= 0)
        {
            var inside = at > 0 && at < block.Length - 1;
            if (block[at] == 0 || !inside || (char.IsAsciiDigit((char)block[at - 1]) && char.IsAsciiDigit((char)block[at + 1])))
            {
                return true;
            }

            block = block[(at + 1)..];
        }

        return false;
    }

    /// <summary>
    /// A gzip member ends with the checksum and the length of its text. Decoders stop silently where a file
    /// is cut, so the last member's end is compared with what came out.
    /// </summary>
    /// <param name="file">The file.</param>
    /// <param name="text">How many bytes came out.</param>
    public static void CheckTrailer(SourceFile file, long text)
    {
        Span<byte> trailer = stackalloc byte[GzipTrailer];
        using (var raw = file.Open())
        {
            if (raw.Length < SmallestGzip)
            {
                throw Damaged(file);
            }

            raw.Seek(-GzipTrailer, SeekOrigin.End);
            raw.ReadExactly(trailer);
        }

        var checksum = BinaryPrimitives.ReadUInt32LittleEndian(trailer);
        var length = BinaryPrimitives.ReadUInt32LittleEndian(trailer[4..]);
        if (length == (uint)text)
        {
            return;
        }

        // Several members in one file: the last one's text must have the checksum that ends the file.
        using var stream = FileForms.OpenText(file, FileForm.GzipText);
        var crc = new Crc32();
        var buffer = new byte[1 << 17];
        var position = 0L;
        int read;
        while ((read = stream.Read(buffer)) > 0)
        {
            var skip = Math.Clamp(text - length - position, 0, read);
            crc.Add(buffer.AsSpan((int)skip, read - (int)skip));
            position += read;
        }

        if (length > text || crc.Value != checksum)
        {
            throw Damaged(file);
        }
    }
}
