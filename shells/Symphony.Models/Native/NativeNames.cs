using System;
using System.Collections.Generic;
using System.Runtime.InteropServices;

namespace Symphony.Models.Native;

/// <summary>Names as an array of C strings, freed when this is disposed of.</summary>
internal sealed unsafe class NativeNames : IDisposable
{
    private readonly int count;

    internal NativeNames(IReadOnlyCollection<string> names)
    {
        Pointers = (byte**)NativeMemory.AllocZeroed((nuint)names.Count + 1, (nuint)sizeof(byte*));
        foreach (var name in names) Pointers[count++] = (byte*)Marshal.StringToCoTaskMemUTF8(name);
    }

    internal byte** Pointers { get; }

    public void Dispose()
    {
        for (var index = 0; index < count; index++)
            Marshal.FreeCoTaskMem((nint)Pointers[index]);
        NativeMemory.Free(Pointers);
    }
}
