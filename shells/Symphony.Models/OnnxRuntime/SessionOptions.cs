using System;
using Symphony.Models.Native;

namespace Symphony.Models.OnnxRuntime;

/// <summary>How a session runs. The defaults are chosen for the same result every time.</summary>
/// <remarks>
/// One thread inside a node and one between nodes, nodes in sequence, deterministic kernels where
/// there is a choice. Kernels are still chosen by CPU, so results may differ in the last bits
/// between machines.
/// </remarks>
public sealed unsafe class SessionOptions : IDisposable
{
    private readonly OrtRuntime runtime;
    private int intraOpNumThreads;
    private int interOpNumThreads;
    private GraphOptimizationLevel graphOptimizationLevel;
    private ExecutionMode executionMode;
    private OrtLoggingLevel logSeverityLevel;

    /// <summary>The defaults.</summary>
    /// <exception cref="NativeLibraryMissingException">ONNX Runtime is not to be found.</exception>
    public SessionOptions()
    {
        runtime = OrtRuntime.Instance;
        nint options;
        runtime.Check(runtime.Api.CreateSessionOptions(&options));
        Handle = new OrtHandle(options, runtime.Api.ReleaseSessionOptions);
        IntraOpNumThreads = 1;
        InterOpNumThreads = 1;
        GraphOptimizationLevel = GraphOptimizationLevel.ORT_ENABLE_ALL;
        ExecutionMode = ExecutionMode.ORT_SEQUENTIAL;
        LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL;
        using var handle = Handle.Borrow();
        runtime.Check(runtime.Api.SetDeterministicCompute(handle.Pointer, 1));
    }

    /// <summary>Threads inside one node, at least 1; 0 leaves it to ONNX Runtime. Default 1.</summary>
    public int IntraOpNumThreads
    {
        get => intraOpNumThreads;
        set
        {
            using var handle = Handle.Borrow();
            runtime.Check(runtime.Api.SetIntraOpNumThreads(handle.Pointer, value));
            intraOpNumThreads = value;
        }
    }

    /// <summary>Threads between nodes, used when they run in parallel. Default 1.</summary>
    public int InterOpNumThreads
    {
        get => interOpNumThreads;
        set
        {
            using var handle = Handle.Borrow();
            runtime.Check(runtime.Api.SetInterOpNumThreads(handle.Pointer, value));
            interOpNumThreads = value;
        }
    }

    /// <summary>How far the graph may be rewritten. Default all.</summary>
    public GraphOptimizationLevel GraphOptimizationLevel
    {
        get => graphOptimizationLevel;
        set
        {
            using var handle = Handle.Borrow();
            runtime.Check(
                runtime.Api.SetSessionGraphOptimizationLevel(handle.Pointer, (int)value));
            graphOptimizationLevel = value;
        }
    }

    /// <summary>Whether independent nodes run side by side. Default in sequence.</summary>
    public ExecutionMode ExecutionMode
    {
        get => executionMode;
        set
        {
            using var handle = Handle.Borrow();
            runtime.Check(runtime.Api.SetSessionExecutionMode(handle.Pointer, (int)value));
            executionMode = value;
        }
    }

    /// <summary>From which severity on the session writes to standard error. Default fatal.</summary>
    public OrtLoggingLevel LogSeverityLevel
    {
        get => logSeverityLevel;
        set
        {
            using var handle = Handle.Borrow();
            runtime.Check(runtime.Api.SetSessionLogSeverityLevel(handle.Pointer, (int)value));
            logSeverityLevel = value;
        }
    }

    internal OrtHandle Handle { get; }

    /// <summary>Sets one of ONNX Runtime's settings that have a name instead of a function.</summary>
    /// <param name="configKey">The setting's name, as ONNX Runtime's documentation has it.</param>
    /// <param name="configValue">The setting's value, as text.</param>
    public void AddSessionConfigEntry(string configKey, string configValue)
    {
        ArgumentNullException.ThrowIfNull(configKey);
        ArgumentNullException.ThrowIfNull(configValue);
        using var handle = Handle.Borrow();
        fixed (byte* key = Utf8.Terminated(configKey), value = Utf8.Terminated(configValue))
        {
            runtime.Check(runtime.Api.AddSessionConfigEntry(handle.Pointer, key, value));
        }
    }

    /// <summary>Releases the options; sessions made with them keep running.</summary>
    public void Dispose() => Handle.Dispose();
}
