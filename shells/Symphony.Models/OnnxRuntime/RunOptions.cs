using System;
using Symphony.Models.Native;

namespace Symphony.Models.OnnxRuntime;

/// <summary>What holds for one run of a session.</summary>
public sealed unsafe class RunOptions : IDisposable
{
    private readonly OrtRuntime runtime;
    private bool terminate;
    private string logId = string.Empty;

    /// <summary>The defaults: nothing printed, not stopped.</summary>
    /// <exception cref="NativeLibraryMissingException">ONNX Runtime is not to be found.</exception>
    public RunOptions()
    {
        runtime = OrtRuntime.Instance;
        nint options;
        runtime.Check(runtime.Api.CreateRunOptions(&options));
        Handle = new OrtHandle(options, runtime.Api.ReleaseRunOptions);
        using var handle = Handle.Borrow();
        runtime.Check(
            runtime.Api.RunOptionsSetRunLogSeverityLevel(
                handle.Pointer, (int)OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL));
    }

    /// <summary>Set from another thread, it stops runs under way that use these options.</summary>
    public bool Terminate
    {
        get => terminate;
        set
        {
            using var handle = Handle.Borrow();
            runtime.Check(
                value
                    ? runtime.Api.RunOptionsSetTerminate(handle.Pointer)
                    : runtime.Api.RunOptionsUnsetTerminate(handle.Pointer));
            terminate = value;
        }
    }

    /// <summary>The name of the run in ONNX Runtime's log.</summary>
    public string LogId
    {
        get => logId;
        set
        {
            ArgumentNullException.ThrowIfNull(value);
            using var handle = Handle.Borrow();
            fixed (byte* tag = Utf8.Terminated(value))
            {
                runtime.Check(runtime.Api.RunOptionsSetRunTag(handle.Pointer, tag));
            }

            logId = value;
        }
    }

    internal OrtHandle Handle { get; }

    /// <summary>Releases the options.</summary>
    public void Dispose() => Handle.Dispose();
}
