using System.Buffers;
using System.Runtime.InteropServices;

namespace Symphony.Models.Native;

/// <summary>An object of ONNX Runtime, released once and never while it is in use.</summary>
internal sealed unsafe class OrtHandle : SafeHandle
{
    private readonly delegate* unmanaged[Cdecl]<nint, void> release;
    private MemoryHandle pin;

    /// <summary>Owns an object, and the pin of the memory it lies over, if there is one.</summary>
    internal OrtHandle(
        nint value, delegate* unmanaged[Cdecl]<nint, void> release, MemoryHandle pin = default)
        : base(0, ownsHandle: true)
    {
        this.release = release;
        this.pin = pin;
        SetHandle(value);
    }

    /// <inheritdoc/>
    public override bool IsInvalid => handle == 0;

    /// <summary>Keeps the object alive until the borrowed pointer is disposed of.</summary>
    internal Borrowed Borrow() => new(this);

    /// <inheritdoc/>
    protected override bool ReleaseHandle()
    {
        release(handle);
        pin.Dispose();
        return true;
    }

    /// <summary>A pointer that may be handed to native code until it is disposed of.</summary>
    internal readonly ref struct Borrowed
    {
        private readonly OrtHandle owner;

        internal Borrowed(OrtHandle owner)
        {
            var added = false;
            owner.DangerousAddRef(ref added);
            this.owner = owner;
        }

        internal nint Pointer => owner.handle;

        public void Dispose() => owner.DangerousRelease();
    }
}
