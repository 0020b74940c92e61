using System;
using System.Threading;

namespace Symphony.Pipeline;

/// <summary>Does independent pieces of work on a few threads; each writes its own slot, so order does not show.</summary>
/// <param name="threads">How many threads work at once, at least 1.</param>
/// <param name="stop">Asks to stop between two pieces.</param>
internal sealed class ThreadScheduler(int threads, CancellationToken stop)
{
    /// <summary>Does pieces 0 to count - 1; the first refusal by piece number is raised.</summary>
    internal void Run(int count, Action<int> piece)
    {
        var failures = new Exception?[count];
        var next = -1;
        void Work()
        {
            for (var mine = Interlocked.Increment(ref next); mine < count; mine = Interlocked.Increment(ref next))
            {
                if (stop.IsCancellationRequested) return;
                try
                {
                    piece(mine);
                }
                catch (Exception failure)
                {
                    // Raised below, on the caller's thread: which one is raised must not depend on timing.
                    failures[mine] = failure;
                }
            }
        }

        var helpers = new Thread[Math.Clamp(Math.Min(threads, count) - 1, 0, 1024)];
        for (var i = 0; i < helpers.Length; i++)
        {
            helpers[i] = new Thread(Work) { IsBackground = true, Name = "symphony worker" };
            helpers[i].Start();
        }

        Work();
        foreach (var helper in helpers) helper.Join();
        stop.ThrowIfCancellationRequested();
        if (Array.Find(failures, failure => failure is not null) is { } first)
            System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(first);
    }

    /// <summary>The results of pieces 0 to count - 1, each in its own slot.</summary>
    internal T[] Map<T>(int count, Func<int, T> piece)
    {
        var results = new T[count];
        Run(count, i => results[i] = piece(i));
        return results;
    }
}
