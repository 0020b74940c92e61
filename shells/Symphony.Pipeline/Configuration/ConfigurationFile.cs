using System;
using System.IO;
using System.Text;

namespace Symphony.Pipeline;

/// <summary>Reads a configuration's text, or says why it cannot.</summary>
internal static class ConfigurationFile
{
    internal static string Text(string file)
    {
        if (Directory.Exists(file))
            throw new ConfigurationRefusedException("file", "it is a folder; a YAML file is accepted", file);
        if (!File.Exists(file))
            throw new ConfigurationRefusedException("file", "there is no such file; a YAML file is accepted", file);
        try
        {
            var text = new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(File.ReadAllBytes(file));
            return text.Contains('\0')
                ? throw new ConfigurationRefusedException("file", "it is binary; YAML text is accepted", file)
                : text.TrimStart('\uFEFF');
        }
        catch (DecoderFallbackException)
        {
            throw new ConfigurationRefusedException("file", "it is not UTF-8 text; YAML text is accepted", file);
        }
        catch (UnauthorizedAccessException)
        {
            throw new ConfigurationRefusedException("file", "it may not be read; a readable YAML file is accepted", file);
        }
    }
}
