using System;
using System.Collections.Generic;
using Symphony.Core.Interop;
using Symphony.Data.Files;
using Symphony.Data.Rows;

namespace Symphony.Data.Market;

/// <summary>Rows of bars that go, some at a time, through a stream for each symbol.</summary>
/// <param name="resampling">What is asked for.</param>
/// <param name="clock">The clock of times without a distance from UTC, with the calendar.</param>
/// <param name="symbols">The symbols' names by number.</param>
/// <param name="written">Takes the longer bars.</param>
internal sealed class ResamplingRows(BarResampling resampling, SessionClock clock, TextTable symbols, ResampledFile written) : RowSink
{
    private const int Piece = 64;
    private readonly BarRows _rules = new(resampling.Columns, resampling.SymbolFromFile);
    private readonly List<SymbolBars?> _bySymbol = [];
    private readonly RowInstants _instants = new(clock);
    private readonly long _length = resampling.Sampling.AddedMicros;

    private readonly HeldRows _held = new();
    private string _file = string.Empty;
    private long _row;
    private int _fileSymbol;
    private int _numbers;

    /// <inheritdoc/>
    public override IReadOnlyList<Column> Columns => _rules.Columns;

    /// <summary>Rows taken.</summary>
    public long Count { get; private set; }

    /// <summary>Rows left out because they lie outside the sessions.</summary>
    public long LeftOut { get; private set; }

    /// <summary>True where the files have volumes.</summary>
    public bool HasVolume => _numbers == 5;

    /// <summary>The session date on the market's clock of the first row.</summary>
    public int FirstDate { get; private set; }

    /// <summary>Begins a file.</summary>
    /// <param name="file">The file.</param>
    /// <param name="symbol">The number of its symbol, or -1 where that is a column.</param>
    public void Begin(SourceFile file, int symbol)
    {
        (_file, _row, _fileSymbol) = (file.Name, 0, symbol);
        _held.Begin(file);
    }

    /// <inheritdoc/>
    public override bool Holds(ReadOnlySpan<double> numbers) => _rules.Holds(numbers);

    /// <inheritdoc/>
    public override RowProblem Explain(ReadOnlySpan<double> numbers) => _rules.Explain(numbers);

    /// <inheritdoc/>
    public override void Add(long stamp, ReadOnlySpan<int> texts, ReadOnlySpan<double> numbers)
    {
        _row++;
        _held.Next();
        if (Form == StampForm.Date)
        {
            throw new DataRefusedException($"{_file} holds dates without times, and days cannot be made longer bars; bars within a day are accepted", _file, _row);
        }

        if (_numbers != 0 && numbers.Length != _numbers)
        {
            throw new DataRefusedException($"{_file} differs from the files before: one has volumes, the other none; volumes in all files or in none are accepted", _file);
        }

        _numbers = numbers.Length;
        var symbol = texts.Length > 0 ? texts[0] : _fileSymbol;
        var instant = _instants.Of(stamp, Form, _file, _row) + _length;
        if (Count++ == 0)
        {
            FirstDate = clock.SessionDateOf(instant);
        }

        while (_bySymbol.Count <= symbol)
        {
            _bySymbol.Add(null);
        }

        var bars = _bySymbol[symbol] ??= new SymbolBars(Resampling.Stream(
            clock.SessionsAround(FirstDate), resampling.Sampling.Width!, resampling.Sampling.SourceMinutes, resampling.Sampling.LeaveOutOutside));
        if (instant <= bars.Last)
        {
            throw Refused(_held.Here(), symbol, $"{Stamp.Write(stamp, StampForm.Local)} is not after the row before it; times of a symbol that ascend, each given once, are accepted");
        }

        _held.Take(symbol, bars.Held == 0);
        bars.Take(instant, numbers);
        if (bars.Held == Piece)
        {
            Flush(symbol, bars);
        }
    }

    /// <summary>Takes what is left of each symbol.</summary>
    public void Finish()
    {
        for (var symbol = 0; symbol < _bySymbol.Count; symbol++)
        {
            if (_bySymbol[symbol] is not { } bars)
            {
                continue;
            }

            Flush(symbol, bars);
            bars.Stream.Finish();
            written.Add(symbol, bars.Stream.Finished);
            LeftOut += bars.Stream.LeftOut;
        }
    }

    private void Flush(int symbol, SymbolBars bars)
    {
        try
        {
            bars.Push(HasVolume);
        }
        catch (RefusedException refused)
        {
            throw Refused(_held.Of(symbol), symbol, refused.Sentence);
        }

        written.Add(symbol, bars.Stream.Finished);
    }

    private DataRefusedException Refused((string Place, string File, long Line) at, int symbol, string sentence) =>
        new($"{at.Place}, {Quoted.Text(symbols.Texts[symbol])}: {sentence}", at.File, at.Line);

    /// <summary>One symbol's stream and the rows that have not gone through it.</summary>
    private sealed class SymbolBars(BarStream stream)
    {
        private readonly long[] _instants = new long[Piece];
        private readonly double[][] _values = [new double[Piece], new double[Piece], new double[Piece], new double[Piece], new double[Piece]];

        public BarStream Stream { get; } = stream;

        public long Last { get; private set; } = long.MinValue;

        public int Held { get; private set; }

        public void Take(long instant, ReadOnlySpan<double> numbers)
        {
            _instants[Held] = instant;
            for (var i = 0; i < numbers.Length; i++)
            {
                _values[i][Held] = numbers[i];
            }

            Last = instant;
            Held++;
        }

        public void Push(bool hasVolume)
        {
            var (instants, values) = (_instants, _values);
            if (Held < Piece)
            {
                instants = _instants[..Held];
                values = Array.ConvertAll(_values, column => column[..Held]);
            }

            Held = 0;
            Stream.Add(instants, values[0], values[1], values[2], values[3], hasVolume ? values[4] : []);
        }
    }
}
