using System;
using System.Threading;

namespace Symphony.Cli;

/// <summary>Turns the first Ctrl-C into a request to stop; the second ends the process as usual.</summary>
internal sealed class Shutdown : IDisposable
{
    private readonly CancellationTokenSource source = new();

    public Shutdown() => Console.CancelKeyPress += OnCancel;

    public CancellationToken Token => source.Token;

    public void Dispose()
    {
        Console.CancelKeyPress -= OnCancel;
        source.Dispose();
    }

    private void OnCancel(object? sender, ConsoleCancelEventArgs pressed)
    {
        pressed.Cancel = !source.IsCancellationRequested;
        source.Cancel();
    }
}
