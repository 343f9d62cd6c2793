const { NODE_COMPILE_CACHE: folder } = process.env;

/** For processes with an environment of their own: what was compiled before is not compiled again. */
export const compiled: Readonly<Record<string, string>> =
  folder === undefined ? {} : { NODE_COMPILE_CACHE: folder };
