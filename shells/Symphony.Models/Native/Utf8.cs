using System;
using System.Runtime.InteropServices;
using System.Text;

namespace Symphony.Models.Native;

/// <summary>Text as C reads it: UTF-8 with a closing zero.</summary>
internal static class Utf8
{
    internal static byte[] Terminated(string text)
    {
        var bytes = new byte[Encoding.UTF8.GetByteCount(text) + 1];
        Encoding.UTF8.GetBytes(text, bytes);
        return bytes;
    }

    /// <summary>A path as the C API takes it: UTF-16 on Windows, UTF-8 elsewhere.</summary>
    internal static byte[] TerminatedPath(string path) =>
        OperatingSystem.IsWindows()
            ? Encoding.Unicode.GetBytes(path + '\0')
            : Terminated(path);

    internal static string Read(nint text) => Marshal.PtrToStringUTF8(text) ?? string.Empty;
}
