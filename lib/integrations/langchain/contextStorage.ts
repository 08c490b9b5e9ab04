/** Where there is no `AsyncLocalStorage`, LangChain has no ambient config either. */
export {};
