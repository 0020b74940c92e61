using System.Collections.Generic;
using Symphony.Core;
using Symphony.Core.Interop;

namespace Symphony.Data.Market;

/// <summary>A stream of trades for each symbol, and the few trades that have not gone through it.</summary>
/// <param name="resampling">What is asked for.</param>
/// <param name="clock">The clock with the calendar; null without one.</param>
/// <param name="written">Takes the bars.</param>
internal sealed class TradeStreams(TradeResampling resampling, SessionClock? clock, TradeBarFile written)
{
    private const int Piece = 64;
    private readonly List<SymbolTrades?> _bySymbol = [];
    private SessionCalendar? _sessions;

    /// <summary>Trades taken.</summary>
    public long Count { get; private set; }

    /// <summary>Trades left out because they lie outside the sessions.</summary>
    public long LeftOut { get; private set; }

    /// <summary>The session date on the market's clock of the first trade; without a meaning without a calendar.</summary>
    public int FirstDate { get; private set; }

    /// <summary>The instant of a symbol's last trade.</summary>
    /// <param name="symbol">The symbol's number.</param>
    public long LastOf(int symbol) => symbol < _bySymbol.Count && _bySymbol[symbol] is { } trades ? trades.Last : long.MinValue;

    /// <summary>How many trades of a symbol have not gone through its stream.</summary>
    /// <param name="symbol">The symbol's number.</param>
    public int HeldOf(int symbol) => symbol < _bySymbol.Count && _bySymbol[symbol] is { } trades ? trades.Held : 0;

    /// <summary>Takes a trade.</summary>
    /// <param name="symbol">The symbol's number.</param>
    /// <param name="instant">When it took place.</param>
    /// <param name="price">Its price.</param>
    /// <param name="size">Its size.</param>
    public void Add(int symbol, long instant, double price, double size)
    {
        var trades = Of(symbol, instant);
        trades.Take(instant, price, size);
        Count++;
        if (trades.Held == Piece)
        {
            Push(symbol, trades);
        }
    }

    /// <summary>Takes many trades of one symbol; the arrays are given away.</summary>
    /// <param name="symbol">The symbol's number.</param>
    /// <param name="instants">When they took place.</param>
    /// <param name="prices">Their prices.</param>
    /// <param name="sizes">Their sizes.</param>
    public void Add(int symbol, long[] instants, double[] prices, double[] sizes)
    {
        var trades = Of(symbol, instants[0]);
        Count += instants.Length;
        trades.Stream.Add(instants, prices, sizes);
        written.Add(symbol, trades.Stream.Finished);
    }

    /// <summary>Ends one symbol: its last bar is given out and its stream forgotten.</summary>
    /// <param name="symbol">The symbol's number.</param>
    public void Finish(int symbol)
    {
        if (_bySymbol[symbol] is not { } trades)
        {
            return;
        }

        Push(symbol, trades);
        trades.Stream.Finish();
        written.Add(symbol, trades.Stream.Finished);
        LeftOut += trades.Stream.LeftOut;
        _bySymbol[symbol] = null;
    }

    /// <summary>Ends every symbol.</summary>
    public void Finish()
    {
        for (var symbol = 0; symbol < _bySymbol.Count; symbol++)
        {
            Finish(symbol);
        }
    }

    private SymbolTrades Of(int symbol, long instant)
    {
        while (_bySymbol.Count <= symbol)
        {
            _bySymbol.Add(null);
        }

        return _bySymbol[symbol] ??= new SymbolTrades(Start(instant));
    }

    private void Push(int symbol, SymbolTrades trades)
    {
        if (trades.Held > 0)
        {
            trades.Push();
            written.Add(symbol, trades.Stream.Finished);
        }
    }

    private TradeBarStream Start(long instant)
    {
        if (resampling.Calendar is not null && _sessions is null)
        {
            FirstDate = clock!.SessionDateOf(instant);
            _sessions = clock.SessionsAround(FirstDate);
        }

        return Start(resampling, _sessions);
    }

    /// <summary>A stream as it is asked for, or the refusal of what cannot be.</summary>
    /// <param name="resampling">What is asked for.</param>
    /// <param name="sessions">The sessions, or null.</param>
    public static TradeBarStream Start(TradeResampling resampling, SessionCalendar? sessions) => resampling.Kind switch
    {
        TradeBarKind.Time => TradeSampling.ByTime(resampling.Width!, sessions!, resampling.LeaveOutOutside),
        TradeBarKind.Tick => TradeSampling.ByCount((int)resampling.Amount, sessions, resampling.LeaveOutOutside),
        TradeBarKind.Volume => TradeSampling.ByVolume(resampling.Amount, sessions, resampling.LeaveOutOutside),
        _ => TradeSampling.ByMoney(resampling.Amount, sessions, resampling.LeaveOutOutside),
    };

    private sealed class SymbolTrades(TradeBarStream stream)
    {
        private readonly long[] _instants = new long[Piece];
        private readonly double[] _prices = new double[Piece];
        private readonly double[] _sizes = new double[Piece];

        public TradeBarStream Stream { get; } = stream;

        public long Last { get; private set; } = long.MinValue;

        public int Held { get; private set; }

        public void Take(long instant, double price, double size)
        {
            (_instants[Held], _prices[Held], _sizes[Held]) = (instant, price, size);
            Last = instant;
            Held++;
        }

        public void Push()
        {
            var held = Held;
            Held = 0;
            if (held == Piece) Stream.Add(_instants, _prices, _sizes);
            else Stream.Add(_instants[..held], _prices[..held], _sizes[..held]);
        }
    }
}
