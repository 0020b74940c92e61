namespace Symphony.Models.Native;

/// <summary>
/// The part of ONNX Runtime's C function table that is called here, by slot.
/// </summary>
/// <remarks>
/// The table is append-only: a slot never moves once a version is out. The slots are those of
/// <c>onnxruntime_c_api.h</c>; that project asserts ReleaseSessionOptions just below 101,
/// ReleaseModelMetadata at 118 and ReleaseAvailableProviders at 126, which holds here.
/// Every function that returns <c>nint</c> returns an OrtStatus: null when all went well.
/// </remarks>
internal sealed unsafe class OrtApi
{
    /// <summary>The table's version asked for: every runtime from 1.20 on can give it.</summary>
    internal const uint Version = 20;

    internal readonly delegate* unmanaged[Cdecl]<nint, int> GetErrorCode;
    internal readonly delegate* unmanaged[Cdecl]<nint, nint> GetErrorMessage;
    internal readonly delegate* unmanaged[Cdecl]<int, byte*, nint*, nint> CreateEnv;
    internal readonly delegate* unmanaged[Cdecl]<nint, nint> DisableTelemetryEvents;
    internal readonly delegate* unmanaged[Cdecl]<nint, void*, nint, nint*, nint> CreateSession;
    internal readonly delegate* unmanaged[Cdecl]<nint, void*, nuint, nint, nint*, nint>
        CreateSessionFromArray;
    internal readonly delegate* unmanaged[Cdecl]<
        nint, nint, byte**, nint*, nuint, byte**, nuint, nint*, nint> Run;
    internal readonly delegate* unmanaged[Cdecl]<nint*, nint> CreateSessionOptions;
    internal readonly delegate* unmanaged[Cdecl]<nint, int, nint> SetSessionExecutionMode;
    internal readonly delegate* unmanaged[Cdecl]<nint, int, nint> SetSessionLogSeverityLevel;
    internal readonly delegate* unmanaged[Cdecl]<nint, int, nint> SetSessionGraphOptimizationLevel;
    internal readonly delegate* unmanaged[Cdecl]<nint, int, nint> SetIntraOpNumThreads;
    internal readonly delegate* unmanaged[Cdecl]<nint, int, nint> SetInterOpNumThreads;
    internal readonly delegate* unmanaged[Cdecl]<nint, byte*, byte*, nint> AddSessionConfigEntry;
    internal readonly delegate* unmanaged[Cdecl]<nint, byte, nint> SetDeterministicCompute;
    internal readonly delegate* unmanaged[Cdecl]<nint, nuint*, nint> SessionGetInputCount;
    internal readonly delegate* unmanaged[Cdecl]<nint, nuint*, nint> SessionGetOutputCount;
    internal readonly delegate* unmanaged[Cdecl]<nint, nuint, nint*, nint> SessionGetInputTypeInfo;
    internal readonly delegate* unmanaged[Cdecl]<nint, nuint, nint*, nint> SessionGetOutputTypeInfo;
    internal readonly delegate* unmanaged[Cdecl]<nint, nuint, nint, nint*, nint> SessionGetInputName;
    internal readonly delegate* unmanaged[Cdecl]<nint, nuint, nint, nint*, nint> SessionGetOutputName;
    internal readonly delegate* unmanaged[Cdecl]<nint*, nint> CreateRunOptions;
    internal readonly delegate* unmanaged[Cdecl]<nint, int, nint> RunOptionsSetRunLogSeverityLevel;
    internal readonly delegate* unmanaged[Cdecl]<nint, byte*, nint> RunOptionsSetRunTag;
    internal readonly delegate* unmanaged[Cdecl]<nint, nint> RunOptionsSetTerminate;
    internal readonly delegate* unmanaged[Cdecl]<nint, nint> RunOptionsUnsetTerminate;
    internal readonly delegate* unmanaged[Cdecl]<
        nint, void*, nuint, long*, nuint, int, nint*, nint> CreateTensorWithDataAsOrtValue;
    internal readonly delegate* unmanaged[Cdecl]<nint, int*, nint> IsTensor;
    internal readonly delegate* unmanaged[Cdecl]<nint, void**, nint> GetTensorMutableData;
    internal readonly delegate* unmanaged[Cdecl]<nint, nint*, nint> CastTypeInfoToTensorInfo;
    internal readonly delegate* unmanaged[Cdecl]<nint, int*, nint> GetOnnxTypeFromTypeInfo;
    internal readonly delegate* unmanaged[Cdecl]<nint, int*, nint> GetTensorElementType;
    internal readonly delegate* unmanaged[Cdecl]<nint, nuint*, nint> GetDimensionsCount;
    internal readonly delegate* unmanaged[Cdecl]<nint, long*, nuint, nint> GetDimensions;
    internal readonly delegate* unmanaged[Cdecl]<nint, nint*, nuint, nint> GetSymbolicDimensions;
    internal readonly delegate* unmanaged[Cdecl]<nint, nuint*, nint> GetTensorShapeElementCount;
    internal readonly delegate* unmanaged[Cdecl]<nint, nint*, nint> GetTensorTypeAndShape;
    internal readonly delegate* unmanaged[Cdecl]<nint, int*, nint> GetValueType;
    internal readonly delegate* unmanaged[Cdecl]<int, int, nint*, nint> CreateCpuMemoryInfo;
    internal readonly delegate* unmanaged[Cdecl]<nint, nint, nint> AllocatorFree;
    internal readonly delegate* unmanaged[Cdecl]<nint*, nint> GetAllocatorWithDefaultOptions;
    internal readonly delegate* unmanaged[Cdecl]<nint, int, nint, nint*, nint> GetValue;
    internal readonly delegate* unmanaged[Cdecl]<nint, nuint*, nint> GetValueCount;
    internal readonly delegate* unmanaged[Cdecl]<nint, nint*, nint> SessionGetModelMetadata;
    internal readonly delegate* unmanaged[Cdecl]<nint, nint, nint*, nint>
        ModelMetadataGetProducerName;
    internal readonly delegate* unmanaged[Cdecl]<nint, nint, nint*, nint> ModelMetadataGetGraphName;
    internal readonly delegate* unmanaged[Cdecl]<nint, nint, nint*, nint>
        ModelMetadataGetDescription;
    internal readonly delegate* unmanaged[Cdecl]<nint, nint, byte*, nint*, nint>
        ModelMetadataLookupCustomMetadataMap;
    internal readonly delegate* unmanaged[Cdecl]<nint, nint, nint**, long*, nint>
        ModelMetadataGetCustomMetadataMapKeys;

    internal readonly delegate* unmanaged[Cdecl]<nint, void> ReleaseStatus;
    internal readonly delegate* unmanaged[Cdecl]<nint, void> ReleaseMemoryInfo;
    internal readonly delegate* unmanaged[Cdecl]<nint, void> ReleaseSession;
    internal readonly delegate* unmanaged[Cdecl]<nint, void> ReleaseValue;
    internal readonly delegate* unmanaged[Cdecl]<nint, void> ReleaseRunOptions;
    internal readonly delegate* unmanaged[Cdecl]<nint, void> ReleaseTypeInfo;
    internal readonly delegate* unmanaged[Cdecl]<nint, void> ReleaseTensorTypeAndShapeInfo;
    internal readonly delegate* unmanaged[Cdecl]<nint, void> ReleaseSessionOptions;
    internal readonly delegate* unmanaged[Cdecl]<nint, void> ReleaseModelMetadata;

    internal OrtApi(nint table)
    {
        var slots = (nint*)table;
        GetErrorCode = (delegate* unmanaged[Cdecl]<nint, int>)slots[1];
        GetErrorMessage = (delegate* unmanaged[Cdecl]<nint, nint>)slots[2];
        CreateEnv = (delegate* unmanaged[Cdecl]<int, byte*, nint*, nint>)slots[3];
        DisableTelemetryEvents = (delegate* unmanaged[Cdecl]<nint, nint>)slots[6];
        CreateSession = (delegate* unmanaged[Cdecl]<nint, void*, nint, nint*, nint>)slots[7];
        CreateSessionFromArray =
            (delegate* unmanaged[Cdecl]<nint, void*, nuint, nint, nint*, nint>)slots[8];
        Run = (delegate* unmanaged[Cdecl]<
            nint, nint, byte**, nint*, nuint, byte**, nuint, nint*, nint>)slots[9];
        CreateSessionOptions = (delegate* unmanaged[Cdecl]<nint*, nint>)slots[10];
        SetSessionExecutionMode = (delegate* unmanaged[Cdecl]<nint, int, nint>)slots[13];
        SetSessionLogSeverityLevel = (delegate* unmanaged[Cdecl]<nint, int, nint>)slots[22];
        SetSessionGraphOptimizationLevel = (delegate* unmanaged[Cdecl]<nint, int, nint>)slots[23];
        SetIntraOpNumThreads = (delegate* unmanaged[Cdecl]<nint, int, nint>)slots[24];
        SetInterOpNumThreads = (delegate* unmanaged[Cdecl]<nint, int, nint>)slots[25];
        SessionGetInputCount = (delegate* unmanaged[Cdecl]<nint, nuint*, nint>)slots[30];
        SessionGetOutputCount = (delegate* unmanaged[Cdecl]<nint, nuint*, nint>)slots[31];
        SessionGetInputTypeInfo = (delegate* unmanaged[Cdecl]<nint, nuint, nint*, nint>)slots[33];
        SessionGetOutputTypeInfo = (delegate* unmanaged[Cdecl]<nint, nuint, nint*, nint>)slots[34];
        SessionGetInputName = (delegate* unmanaged[Cdecl]<nint, nuint, nint, nint*, nint>)slots[36];
        SessionGetOutputName = (delegate* unmanaged[Cdecl]<nint, nuint, nint, nint*, nint>)slots[37];
        CreateRunOptions = (delegate* unmanaged[Cdecl]<nint*, nint>)slots[39];
        RunOptionsSetRunLogSeverityLevel = (delegate* unmanaged[Cdecl]<nint, int, nint>)slots[41];
        RunOptionsSetRunTag = (delegate* unmanaged[Cdecl]<nint, byte*, nint>)slots[42];
        RunOptionsSetTerminate = (delegate* unmanaged[Cdecl]<nint, nint>)slots[46];
        RunOptionsUnsetTerminate = (delegate* unmanaged[Cdecl]<nint, nint>)slots[47];
        CreateTensorWithDataAsOrtValue = (delegate* unmanaged[Cdecl]<
            nint, void*, nuint, long*, nuint, int, nint*, nint>)slots[49];
        IsTensor = (delegate* unmanaged[Cdecl]<nint, int*, nint>)slots[50];
        GetTensorMutableData = (delegate* unmanaged[Cdecl]<nint, void**, nint>)slots[51];
        CastTypeInfoToTensorInfo = (delegate* unmanaged[Cdecl]<nint, nint*, nint>)slots[55];
        GetOnnxTypeFromTypeInfo = (delegate* unmanaged[Cdecl]<nint, int*, nint>)slots[56];
        GetTensorElementType = (delegate* unmanaged[Cdecl]<nint, int*, nint>)slots[60];
        GetDimensionsCount = (delegate* unmanaged[Cdecl]<nint, nuint*, nint>)slots[61];
        GetDimensions = (delegate* unmanaged[Cdecl]<nint, long*, nuint, nint>)slots[62];
        GetSymbolicDimensions = (delegate* unmanaged[Cdecl]<nint, nint*, nuint, nint>)slots[63];
        GetTensorShapeElementCount = (delegate* unmanaged[Cdecl]<nint, nuint*, nint>)slots[64];
        GetTensorTypeAndShape = (delegate* unmanaged[Cdecl]<nint, nint*, nint>)slots[65];
        GetValueType = (delegate* unmanaged[Cdecl]<nint, int*, nint>)slots[67];
        CreateCpuMemoryInfo = (delegate* unmanaged[Cdecl]<int, int, nint*, nint>)slots[69];
        AllocatorFree = (delegate* unmanaged[Cdecl]<nint, nint, nint>)slots[76];
        GetAllocatorWithDefaultOptions = (delegate* unmanaged[Cdecl]<nint*, nint>)slots[78];
        GetValue = (delegate* unmanaged[Cdecl]<nint, int, nint, nint*, nint>)slots[80];
        GetValueCount = (delegate* unmanaged[Cdecl]<nint, nuint*, nint>)slots[81];
        ReleaseStatus = (delegate* unmanaged[Cdecl]<nint, void>)slots[93];
        ReleaseMemoryInfo = (delegate* unmanaged[Cdecl]<nint, void>)slots[94];
        ReleaseSession = (delegate* unmanaged[Cdecl]<nint, void>)slots[95];
        ReleaseValue = (delegate* unmanaged[Cdecl]<nint, void>)slots[96];
        ReleaseRunOptions = (delegate* unmanaged[Cdecl]<nint, void>)slots[97];
        ReleaseTypeInfo = (delegate* unmanaged[Cdecl]<nint, void>)slots[98];
        ReleaseTensorTypeAndShapeInfo = (delegate* unmanaged[Cdecl]<nint, void>)slots[99];
        ReleaseSessionOptions = (delegate* unmanaged[Cdecl]<nint, void>)slots[100];
        SessionGetModelMetadata = (delegate* unmanaged[Cdecl]<nint, nint*, nint>)slots[111];
        ModelMetadataGetProducerName =
            (delegate* unmanaged[Cdecl]<nint, nint, nint*, nint>)slots[112];
        ModelMetadataGetGraphName = (delegate* unmanaged[Cdecl]<nint, nint, nint*, nint>)slots[113];
        ModelMetadataGetDescription =
            (delegate* unmanaged[Cdecl]<nint, nint, nint*, nint>)slots[115];
        ModelMetadataLookupCustomMetadataMap =
            (delegate* unmanaged[Cdecl]<nint, nint, byte*, nint*, nint>)slots[116];
        ReleaseModelMetadata = (delegate* unmanaged[Cdecl]<nint, void>)slots[118];
        ModelMetadataGetCustomMetadataMapKeys =
            (delegate* unmanaged[Cdecl]<nint, nint, nint**, long*, nint>)slots[123];
        AddSessionConfigEntry = (delegate* unmanaged[Cdecl]<nint, byte*, byte*, nint>)slots[130];
        SetDeterministicCompute = (delegate* unmanaged[Cdecl]<nint, byte, nint>)slots[273];
    }
}
