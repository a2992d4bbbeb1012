import { enableCompileCache } from "node:module";

// The engine waits for the pack before it starts the program: what is compiled once need not be compiled at every
// preview. An import statement would load before the cache is there, and the engine requires this file without waiting
// for it: what goes wrong in the import ends the process with its message.
enableCompileCache();
void import("./serve.js");
