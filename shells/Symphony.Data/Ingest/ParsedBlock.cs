using System;
using System.Collections.Generic;
using Symphony.Data.Rows;
using Symphony.Data.Store;

namespace Symphony.Data.Ingest;

/// <summary>Rows of a stretch of one file, with symbols and texts numbered for themselves.</summary>
/// <param name="schema">The rows' columns.</param>
/// <param name="capacity">The most rows.</param>
internal sealed class ParsedBlock(StoreSchema schema, int capacity)
{
    /// <summary>How many rows were accepted.</summary>
    public int Count { get; set; }

    /// <summary>How many rows were met, those refused included.</summary>
    public long Records { get; set; }

    /// <summary>How many lines the stretch has.</summary>
    public int LineCount { get; set; }

    /// <summary>Each row's line, from 1 at the stretch's first.</summary>
    public int[] Lines { get; private set; } = new int[capacity];

    /// <summary>Each row's symbol.</summary>
    public int[] Symbols { get; private set; } = new int[capacity];

    /// <summary>Each row's stamp: an epoch day or an instant.</summary>
    public long[] Stamps { get; private set; } = new long[capacity];

    /// <summary>Each row's place within its microsecond, of kinds of which the last row is kept there; empty for others.</summary>
    public long[] Places { get; private set; } = schema.KeepsLast ? new long[capacity] : [];

    /// <summary>A word for each row and column; of a text its number in <see cref="Texts"/>.</summary>
    public long[][] Words { get; } = MakeWords(schema.Columns.Count, capacity);

    /// <summary>The symbols.</summary>
    public TextTable SymbolTable { get; private set; } = new();

    /// <summary>The texts of all text columns.</summary>
    public TextTable Texts { get; private set; } = new();

    /// <summary>Rows that cannot be stored, in order.</summary>
    public List<RowFault> Faults { get; } = [];

    /// <summary>Forgets all rows, so that the block's room is used again.</summary>
    public void Clear()
    {
        (Count, Records, LineCount) = (0, 0, 0);
        (SymbolTable, Texts) = (new TextTable(), new TextTable());
        Faults.Clear();
    }

    /// <summary>Makes room for one row more.</summary>
    public void Reserve()
    {
        if (Count < Stamps.Length) return;
        var more = 2 * Count;
        (int[] lines, int[] symbols, long[] stamps) = (Lines, Symbols, Stamps);
        Array.Resize(ref lines, more);
        Array.Resize(ref symbols, more);
        Array.Resize(ref stamps, more);
        (Lines, Symbols, Stamps) = (lines, symbols, stamps);
        if (Places.Length > 0)
        {
            var places = Places;
            Array.Resize(ref places, more);
            Places = places;
        }

        for (var column = 0; column < Words.Length; column++) Array.Resize(ref Words[column], more);
    }

    private static long[][] MakeWords(int columns, int capacity)
    {
        var words = new long[columns][];
        for (var column = 0; column < columns; column++) words[column] = new long[capacity];
        return words;
    }
}
