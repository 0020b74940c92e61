using System;

namespace Symphony.Data.Files;

/// <summary>The checksum that ends a gzip member (RFC 1952, section 8).</summary>
internal sealed class Crc32
{
    private const uint Polynomial = 0xEDB88320;
    private static readonly uint[] Table = Entries();
    private uint _state = uint.MaxValue;

    /// <summary>The checksum of everything added.</summary>
    public uint Value => ~_state;

    /// <summary>Adds bytes.</summary>
    /// <param name="bytes">Any bytes.</param>
    public void Add(ReadOnlySpan<byte> bytes)
    {
        foreach (var value in bytes)
        {
            _state = Table[(byte)(_state ^ value)] ^ (_state >> 8);
        }
    }

    private static uint[] Entries()
    {
        var entries = new uint[256];
        for (var i = 0u; i < 256; i++)
        {
            var entry = i;
            for (var bit = 0; bit < 8; bit++)
            {
                entry = (entry & 1) == 0 ? entry >> 1 : (entry >> 1) ^ Polynomial;
            }

            entries[i] = entry;
        }

        return entries;
    }
}
