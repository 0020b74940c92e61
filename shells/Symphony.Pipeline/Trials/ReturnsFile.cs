using System;
using System.Buffers.Binary;
using System.IO;
using System.Linq;
using Symphony.Core;
using Symphony.Core.Interop;

namespace Symphony.Pipeline;

/// <summary>Net returns bar by bar in a binary file named by its SHA-256.</summary>
/// <remarks>
/// Eight mark bytes, the number of returns n as 32 bits, then n instants (64 bits, microseconds since 1970),
/// n session dates (32 bits, days since 1970), n net returns and n cash returns (64-bit floats), all
/// little-endian.
/// </remarks>
internal static class ReturnsFile
{
    private const int BytesPerBar = 8 + 4 + 8 + 8;

    private static ReadOnlySpan<byte> Mark => "SYMRET1\n"u8;

    /// <summary>The file's bytes.</summary>
    internal static byte[] Bytes(NetReturns returns)
    {
        var n = returns.Count;
        var bytes = new byte[Mark.Length + 4 + (long)n * BytesPerBar];
        Mark.CopyTo(bytes);
        var left = bytes.AsSpan(Mark.Length);
        BinaryPrimitives.WriteInt32LittleEndian(left, n);
        left = left[4..];
        foreach (var instant in returns.Instants.Span)
        {
            BinaryPrimitives.WriteInt64LittleEndian(left, instant);
            left = left[8..];
        }

        foreach (var date in returns.SessionDates.Span)
        {
            BinaryPrimitives.WriteInt32LittleEndian(left, date);
            left = left[4..];
        }

        foreach (var values in (ReadOnlySpan<ReadOnlyMemory<double>>)[returns.Returns, returns.CashReturns])
        {
            foreach (var value in values.Span)
            {
                BinaryPrimitives.WriteDoubleLittleEndian(left, value);
                left = left[8..];
            }
        }

        return bytes;
    }

    /// <summary>The returns in a file named by its hash, or a refusal when it is not what its name says.</summary>
    internal static NetReturns Read(string file)
    {
        byte[] bytes;
        try
        {
            bytes = File.ReadAllBytes(file);
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new LedgerRefusedException(file, "it is missing; the returns of a trial that the ledger names were in it");
        }

        if (CanonicalJson.Hash(bytes) != Path.GetFileName(file))
            throw new LedgerRefusedException(file, "it differs from the hash in its name; it was changed after it was written");
        var left = bytes.AsSpan();
        if (bytes.Length < Mark.Length + 4 || !left[..Mark.Length].SequenceEqual(Mark))
            throw new LedgerRefusedException(file, "it holds no returns");
        var n = BinaryPrimitives.ReadInt32LittleEndian(left[Mark.Length..]);
        if (n < 0 || bytes.Length != Mark.Length + 4 + (long)n * BytesPerBar)
            throw new LedgerRefusedException(file, "it holds no returns");
        left = left[(Mark.Length + 4)..];
        var instants = new long[n];
        var dates = new int[n];
        var values = new double[2 * n];
        for (var i = 0; i < n; i++) instants[i] = BinaryPrimitives.ReadInt64LittleEndian(left[(8 * i)..]);
        left = left[(8 * n)..];
        for (var i = 0; i < n; i++) dates[i] = BinaryPrimitives.ReadInt32LittleEndian(left[(4 * i)..]);
        left = left[(4 * n)..];
        for (var i = 0; i < 2 * n; i++) values[i] = BinaryPrimitives.ReadDoubleLittleEndian(left[(8 * i)..]);
        try
        {
            return TradedReturns.Of(instants, dates, values.AsSpan(0, n), values.AsSpan(n));
        }
        catch (RefusedException refused)
        {
            throw new LedgerRefusedException(file, refused.Sentence);
        }
    }
}
