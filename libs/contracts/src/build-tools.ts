/** The releases of the tools that Packyard brings to build environments with. They are part of each fingerprint. */
export const BUILD_TOOLS = { uv: '0.13.9', pnpm: '12.21.0' } as const;
