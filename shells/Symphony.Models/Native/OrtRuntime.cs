using System;
using System.Threading;
using Symphony.Models.OnnxRuntime;

namespace Symphony.Models.Native;

/// <summary>
/// ONNX Runtime, loaded once in a process: its function table, environment and CPU memory.
/// </summary>
internal sealed unsafe class OrtRuntime
{
    private static readonly Lazy<OrtRuntime> Loaded =
        new(() => new OrtRuntime(), LazyThreadSafetyMode.PublicationOnly);

    internal readonly OrtApi Api;

    /// <summary>The environment; it lives as long as the process.</summary>
    internal readonly nint Environment;

    /// <summary>Says of memory that it is the CPU's; it lives as long as the process.</summary>
    internal readonly nint CpuMemory;

    /// <summary>ONNX Runtime's own allocator, which returns the names it hands out.</summary>
    internal readonly nint Allocator;

    private OrtRuntime()
    {
        Api = OnnxRuntimeLibrary.Load();
        nint environment, memory, allocator;
        fixed (byte* name = "symphony\0"u8)
        {
            // What goes wrong comes back as a status and is raised: nothing need be printed.
            Check(Api.CreateEnv((int)OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL, name, &environment));
        }

        Check(Api.DisableTelemetryEvents(environment));
        const int deviceAllocator = 0, defaultMemory = 0;
        Check(Api.CreateCpuMemoryInfo(deviceAllocator, defaultMemory, &memory));
        Check(Api.GetAllocatorWithDefaultOptions(&allocator));
        Environment = environment;
        CpuMemory = memory;
        Allocator = allocator;
    }

    internal static OrtRuntime Instance => Loaded.Value;

    /// <summary>Raises what a status says, if it says anything, and releases it.</summary>
    internal void Check(nint status)
    {
        if (status == 0) return;
        var code = (OrtErrorCode)Api.GetErrorCode(status);
        var message = Utf8.Read(Api.GetErrorMessage(status));
        Api.ReleaseStatus(status);
        throw new OnnxRuntimeException(code, message);
    }

    /// <summary>Reads a text that ONNX Runtime allocated, and gives it back.</summary>
    internal string TakeText(nint text)
    {
        var result = Utf8.Read(text);
        if (text != 0) Check(Api.AllocatorFree(Allocator, text));
        return result;
    }
}
