using System;
using System.IO;
using System.IO.Compression;

namespace Symphony.Data.Files;

/// <summary>What a file is, told by its first bytes.</summary>
internal enum FileForm
{
    /// <summary>Text.</summary>
    Text,

    /// <summary>Gzip, taken to hold text.</summary>
    GzipText,

    /// <summary>Parquet.</summary>
    Parquet,
}

/// <summary>Tells files apart and opens their text.</summary>
internal static class FileForms
{
    private static ReadOnlySpan<byte> ParquetMark => "PAR1"u8;

    /// <summary>The form of a file, or the refusal of an empty, unreadable or cut one.</summary>
    /// <param name="file">The file.</param>
    public static FileForm Of(SourceFile file)
    {
        Span<byte> head = stackalloc byte[4];
        Span<byte> tail = stackalloc byte[4];
        long length;
        int headLength;
        try
        {
            using var stream = file.Open();
            if (!stream.CanSeek)
            {
                throw new DataRefusedException($"{file.Name} is a pipe or a device, which can be read once only; a file is accepted", file.Name);
            }

            length = stream.Length;
            headLength = stream.ReadAtLeast(head, head.Length, throwOnEndOfStream: false);
            stream.Seek(-Math.Min(4, length), SeekOrigin.End);
            stream.ReadAtLeast(tail, tail.Length, throwOnEndOfStream: false);
        }
        catch (Exception refused) when (refused is UnauthorizedAccessException or IOException)
        {
            throw new DataRefusedException($"{file.Name} cannot be opened ({refused.GetType().Name}); a file this user may read is accepted", file.Name);
        }

        if (length == 0)
        {
            throw new DataRefusedException($"{file.Name} is empty; a header line and at least one row are needed", file.Name);
        }

        var named = file.Path.EndsWith(".parquet", StringComparison.OrdinalIgnoreCase)
            || file.Path.EndsWith(".pq", StringComparison.OrdinalIgnoreCase);
        if (named || head[..headLength].SequenceEqual(ParquetMark))
        {
            return head.SequenceEqual(ParquetMark) && tail.SequenceEqual(ParquetMark) && length >= 12
                ? FileForm.Parquet
                : throw new DataRefusedException($"{file.Name} is no whole Parquet file (it lacks the mark PAR1 at its beginning or end); a complete one is accepted", file.Name);
        }

        if (headLength >= 2 && head[0] == 0x1f && head[1] == 0x8b)
        {
            return FileForm.GzipText;
        }

        return file.Path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase)
            ? throw new DataRefusedException($"{file.Name} is named .gz but is not gzip; a gzip file, or text without that ending, is accepted", file.Name)
            : FileForm.Text;
    }

    /// <summary>The bytes of a text file, unpacked where it is packed.</summary>
    /// <param name="file">The file.</param>
    /// <param name="form">Its form, not Parquet.</param>
    public static Stream OpenText(SourceFile file, FileForm form) =>
        form == FileForm.GzipText ? new GZipStream(file.Open(), CompressionMode.Decompress) : file.Open();
}
