using System;
using System.Reflection;
using System.Runtime.InteropServices;
using Symphony.Models.Native;
using Symphony.Native;

namespace Symphony.Models;

/// <summary>Where ONNX Runtime is, and which version.</summary>
/// <remarks>
/// Looked for in this order: the environment variable, the folders of the application and of this
/// assembly (each with <c>runtimes/&lt;rid&gt;/native</c> and flat), the repository's restored copy,
/// and then wherever the system's loader looks.
/// </remarks>
public static unsafe class OnnxRuntimeLibrary
{
    /// <summary>The environment variable that may hold the library's path, and then decides alone.</summary>
    public const string EnvironmentVariable = "SYMPHONY_ONNXRUNTIME";

    private const string ImportName = "onnxruntime";

    private static readonly NativeSearch Search = new(
        EnvironmentVariable, "onnxruntime.dll", "libonnxruntime.dylib", "libonnxruntime.so", "OrtGetApiBase");

    private static readonly Assembly Caller = typeof(OnnxRuntimeLibrary).Assembly;

    static OnnxRuntimeLibrary() =>
        NativeLibrary.SetDllImportResolver(
            Caller, static (name, assembly, _) => name == ImportName ? Search.Load(assembly) : 0);

    /// <summary>The command that brings the library for this platform.</summary>
    public static string MendingCommand =>
        NativeSearch.Platform == "linux-x64"
            ? "dotnet add package Symphony.Native.OnnxRuntime.linux-x64"
            : "npm pack onnxruntime-node@1.30.0";

    /// <summary>Loads the library if it can be loaded, and says what was found where.</summary>
    public static NativeLibraryStatus Inspect()
    {
        try
        {
            var version = Utf8.Read(((delegate* unmanaged[Cdecl]<nint>)((nint*)Base())[1])());
            _ = Table();
            return new NativeLibraryStatus(
                "ONNX Runtime", version, Search.LoadedPath(), null, MendingCommand);
        }
        catch (NativeLibraryMissingException missing)
        {
            return new NativeLibraryStatus(
                "ONNX Runtime", null, Search.Find(Caller), missing.Message, MendingCommand);
        }
    }

    /// <summary>The library's table of functions.</summary>
    internal static OrtApi Load() => new(Table());

    private static nint Table()
    {
        var getApi = (delegate* unmanaged[Cdecl]<uint, nint>)((nint*)Base())[0];
        var table = getApi(OrtApi.Version);
        if (table == 0)
        {
            var found = Utf8.Read(((delegate* unmanaged[Cdecl]<nint>)((nint*)Base())[1])());
            throw Missing(
                $"is version {found} at '{Search.LoadedPath()}', but 1.{OrtApi.Version} or newer is needed");
        }

        return table;
    }

    private static nint Base()
    {
        try
        {
            return OrtGetApiBase();
        }
        catch (DllNotFoundException failure)
        {
            throw Missing(
                Search.Find(Caller) is { } unusable
                    ? $"at '{unusable}' cannot be loaded"
                    : Environment.GetEnvironmentVariable(EnvironmentVariable) is { Length: > 0 } named
                        ? $"is not at '{named}', where {EnvironmentVariable} says it is"
                        : $"({Search.FileName}) was not found",
                failure);
        }
        catch (Exception failure)
            when (failure is EntryPointNotFoundException or BadImageFormatException)
        {
            throw Missing($"is not what is in '{Search.Find(Caller) ?? Search.FileName}'", failure);
        }
    }

    private static NativeLibraryMissingException Missing(string what, Exception? cause = null) =>
        new(
            $"ONNX Runtime {what}; bring it with '{MendingCommand}' (inside the repository: "
                + $"'dotnet build'), or set {EnvironmentVariable} to the path of a {Search.FileName}.",
            cause);

    [DllImport(ImportName, ExactSpelling = true)]
    private static extern nint OrtGetApiBase();
}
