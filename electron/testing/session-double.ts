/** Electron's Session as the shell uses it: keeps the handlers it is given, so that a test can ask them. */
type Answer<T> = (answer: T) => void;

export class SessionDouble {
  permissionRequest?: (contents: null, permission: string, answer: Answer<boolean>) => void;
  permissionCheck?: (contents: null, permission: string) => boolean;
  devicePermission?: () => boolean;
  beforeRequest?: (details: { url: string }, answer: Answer<{ cancel: boolean }>) => void;
  readonly webRequest = {
    onBeforeRequest: (handler: NonNullable<SessionDouble["beforeRequest"]>): void => {
      this.beforeRequest = handler;
    },
  };

  setPermissionRequestHandler(handler: NonNullable<SessionDouble["permissionRequest"]>): void {
    this.permissionRequest = handler;
  }
  setPermissionCheckHandler(handler: NonNullable<SessionDouble["permissionCheck"]>): void {
    this.permissionCheck = handler;
  }
  setDevicePermissionHandler(handler: NonNullable<SessionDouble["devicePermission"]>): void {
    this.devicePermission = handler;
  }
}
