using System.Collections.Generic;

namespace Symphony.Data.Ingest;

/// <summary>Rows of one partition in the order they were met, in small pieces: no row moves when more come.</summary>
/// <param name="columns">How many columns beside symbol and stamp.</param>
internal sealed class PartitionRows(int columns)
{
    /// <summary>Rows of a piece: a power of two.</summary>
    public const int PieceRows = 1 << PieceBits;

    private const int PieceBits = 11;
    private readonly List<Piece> _pieces = [];
    private readonly List<(int First, int File)> _files = [];

    /// <summary>How many rows there are.</summary>
    public int Count { get; private set; }

    /// <summary>Adds a row of a block.</summary>
    /// <param name="block">The block.</param>
    /// <param name="row">The row's number in it.</param>
    /// <param name="symbol">Its symbol's number among all.</param>
    /// <param name="line">Its line in the file.</param>
    /// <param name="file">Its file's number.</param>
    public void Add(ParsedBlock block, int row, int symbol, int line, int file)
    {
        var (piece, at) = Next(symbol, block.Stamps[row], line, file);
        for (var column = 0; column < columns; column++) piece.Words[column][at] = block.Words[column][row];
    }

    /// <summary>Adds a row of words.</summary>
    /// <param name="words">A word for each column.</param>
    /// <param name="symbol">Its symbol's number among all.</param>
    /// <param name="stamp">Its stamp.</param>
    /// <param name="line">Its line in the file.</param>
    /// <param name="file">Its file's number.</param>
    public void Add(long[] words, int symbol, long stamp, int line, int file)
    {
        var (piece, at) = Next(symbol, stamp, line, file);
        for (var column = 0; column < columns; column++) piece.Words[column][at] = words[column];
    }

    private (Piece Piece, int At) Next(int symbol, long stamp, int line, int file)
    {
        var at = Count & (PieceRows - 1);
        if (at == 0) _pieces.Add(new Piece(columns));
        if (_files.Count == 0 || _files[^1].File != file) _files.Add((Count, file));
        var piece = _pieces[^1];
        piece.Symbols[at] = symbol;
        piece.Lines[at] = line;
        piece.Stamps[at] = stamp;
        Count++;
        return (piece, at);
    }

    /// <summary>A row's symbol.</summary>
    public int Symbol(int row) => _pieces[row >> PieceBits].Symbols[row & (PieceRows - 1)];

    /// <summary>A row's stamp.</summary>
    public long Stamp(int row) => _pieces[row >> PieceBits].Stamps[row & (PieceRows - 1)];

    /// <summary>A word of a row.</summary>
    public long Word(int column, int row) => _pieces[row >> PieceBits].Words[column][row & (PieceRows - 1)];

    /// <summary>Sets a word of a row.</summary>
    public void SetWord(int column, int row, long word) => _pieces[row >> PieceBits].Words[column][row & (PieceRows - 1)] = word;

    /// <summary>A row's file and line.</summary>
    public (int File, int Line) Place(int row) => (File(row), _pieces[row >> PieceBits].Lines[row & (PieceRows - 1)]);

    /// <summary>A row's file.</summary>
    public int File(int row)
    {
        var (low, high) = (0, _files.Count - 1);
        while (low < high)
        {
            var middle = (low + high + 1) / 2;
            (low, high) = _files[middle].First <= row ? (middle, high) : (low, middle - 1);
        }

        return _files[low].File;
    }

    private sealed class Piece(int columns)
    {
        public int[] Symbols { get; } = new int[PieceRows];

        public int[] Lines { get; } = new int[PieceRows];

        public long[] Stamps { get; } = new long[PieceRows];

        public long[][] Words { get; } = Make(columns);

        private static long[][] Make(int columns)
        {
            var words = new long[columns][];
            for (var column = 0; column < columns; column++) words[column] = new long[PieceRows];
            return words;
        }
    }
}
