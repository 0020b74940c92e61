using System;
using System.Collections.Generic;
using System.Runtime.CompilerServices;
using System.Threading;

namespace Symphony.Data.Store;

/// <summary>Which stamps occur: a mark for each step of a regular axis, or a set where stamps are of no step.</summary>
internal sealed class StampMarks
{
    private const long MostMarks = 1 << 27;
    private readonly long _first;
    private readonly long _step;
    private readonly bool[] _marks;
    private readonly HashSet<long> _others = [];

    private StampMarks(long first, long step, int marks) => (_first, _step, _marks) = (first, step, new bool[marks]);

    /// <summary>No stamps yet.</summary>
    /// <param name="first">The least there may be.</param>
    /// <param name="last">The greatest.</param>
    /// <param name="step">How far apart they are as a rule; 0 for no rule.</param>
    public static StampMarks Of(long first, long last, long step)
    {
        var begin = step > 0 ? first - (((first % step) + step) % step) : first;
        var marks = step > 0 ? ((last - begin) / step) + 1 : 0;
        return marks is > 0 and <= MostMarks ? new StampMarks(begin, step, (int)marks) : new StampMarks(begin, 1, 0);
    }

    /// <summary>Adds ascending stamps; called from several threads.</summary>
    /// <param name="stamps">The stamps.</param>
    /// <param name="from">Those below are left out.</param>
    /// <param name="to">Those above are left out.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Add(ReadOnlySpan<long> stamps, long from, long to)
    {
        List<long>? others = null;
        foreach (var stamp in stamps)
        {
            if (stamp < from || stamp > to) continue;
            var at = (stamp - _first) / _step;
            if (at < _marks.Length && (at * _step) + _first == stamp) Volatile.Write(ref _marks[at], true);
            else (others ??= []).Add(stamp);
        }

        if (others is null) return;
        lock (_others) _others.UnionWith(others);
    }

    /// <summary>The stamps, ascending, each once.</summary>
    public long[] Sorted()
    {
        var sorted = new List<long>(_others);
        for (var at = 0; at < _marks.Length; at++)
        {
            if (_marks[at]) sorted.Add(_first + (at * _step));
        }

        if (_others.Count > 0) sorted.Sort();
        return [.. sorted];
    }
}
