using System;
using System.IO;

namespace Symphony.Data;

/// <summary>A disk has no room for what is to be written: nothing the user wrote is wrong, the machine failed.</summary>
public sealed class DiskFullException : IOException
{
    /// <summary>A failure.</summary>
    /// <param name="sentence">What could not be written and where, one sentence.</param>
    /// <param name="cause">What the system said.</param>
    public DiskFullException(string sentence, Exception cause)
        : base(sentence, cause)
    {
    }
}
