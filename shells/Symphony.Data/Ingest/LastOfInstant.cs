using System;
using System.Collections.Generic;

namespace Symphony.Data.Ingest;

/// <summary>
/// Of a file's quotes of a symbol within one microsecond, the last: by their nanoseconds, then by the sequence. Quotes in
/// no order are all let through, for others to refuse.
/// </summary>
/// <remarks>
/// A symbol's latest quote is held until the next of another microsecond is there, so that it does not matter where
/// the rows are cut for want of memory. Quotes of other files are not compared: nothing orders two files.
/// </remarks>
/// <param name="columns">How many columns beside symbol and stamp.</param>
internal sealed class LastOfInstant(int columns)
{
    private readonly List<Held?> _held = [];

    /// <summary>How many quotes were followed by another of their microsecond.</summary>
    public long Followed { get; private set; }

    /// <summary>The first of them: its symbol's number and its stamp.</summary>
    public (int Symbol, long Stamp)? First { get; private set; }

    /// <summary>Takes a row.</summary>
    /// <param name="block">Its block.</param>
    /// <param name="row">Its number there.</param>
    /// <param name="symbol">Its symbol's number among all.</param>
    /// <param name="line">Its line in the file.</param>
    /// <param name="release">Told of the symbol's row before, where that one stays.</param>
    public void Take(ParsedBlock block, int row, int symbol, int line, Action<int, Held> release)
    {
        while (_held.Count <= symbol) _held.Add(null);
        var held = _held[symbol] ??= new Held { Words = new long[columns] };
        var (stamp, place) = (block.Stamps[row], block.Places[row]);
        if (held.IsFull && held.Stamp == stamp && held.Place != place)
        {
            Followed++;
            First ??= (symbol, stamp);
            if (place < held.Place) return;
        }
        else if (held.IsFull)
        {
            release(symbol, held);
        }

        (held.IsFull, held.Stamp, held.Place, held.Line) = (true, stamp, place, line);
        for (var column = 0; column < columns; column++) held.Words[column] = block.Words[column][row];
    }

    /// <summary>Lets all rows go, at the end of a file.</summary>
    /// <param name="release">Told of each, in the order of the symbols' numbers.</param>
    public void Close(Action<int, Held> release)
    {
        for (var symbol = 0; symbol < _held.Count; symbol++)
        {
            if (_held[symbol] is not { IsFull: true } held) continue;
            release(symbol, held);
            held.IsFull = false;
        }
    }

    /// <summary>A symbol's latest row.</summary>
    internal sealed class Held
    {
        public bool IsFull { get; set; }

        public long Stamp { get; set; }

        public long Place { get; set; }

        public int Line { get; set; }

        public required long[] Words { get; init; }
    }
}
