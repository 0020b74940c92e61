using System;

namespace Symphony.Models.Native;

/// <summary>Pointers of several objects, all kept alive until this is disposed of.</summary>
internal sealed class BorrowedHandles : IDisposable
{
    private readonly OrtHandle[] owners;
    private int held;

    internal BorrowedHandles(OrtHandle[] owners)
    {
        this.owners = owners;
        Pointers = new nint[owners.Length];
        try
        {
            for (; held < owners.Length; held++)
            {
                var added = false;
                owners[held].DangerousAddRef(ref added);
                Pointers[held] = owners[held].DangerousGetHandle();
            }
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    internal nint[] Pointers { get; }

    public void Dispose()
    {
        while (held > 0) owners[--held].DangerousRelease();
    }
}
