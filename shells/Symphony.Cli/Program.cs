using Spectre.Console;

AnsiConsole.WriteLine($"symphony {string.Join(' ', args)}");
return 0;
