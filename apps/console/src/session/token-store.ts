const KEY = 'packyard-token';

/** The token of this tab only: it is gone with the tab, and never in a cookie that another site could use. */
export const tokenStore = {
  read: (): string | null => sessionStorage.getItem(KEY),
  write: (token: string): void => sessionStorage.setItem(KEY, token),
  clear: (): void => sessionStorage.removeItem(KEY),
};
