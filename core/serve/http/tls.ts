/** The certificate and key of a server that answers the network. */
import { X509Certificate } from "node:crypto";
import { readFileSync } from "node:fs";
import { createSecureContext } from "node:tls";
import { HomeostatError } from "../../contract/index.ts";

export interface TlsIdentity {
  /** PEM. */
  cert: string;
  /** PEM. */
  key: string;
}

function readPem(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ENOENT") throw new HomeostatError("FILE_NOT_FOUND", { file });
    throw new HomeostatError("FILE_UNREADABLE", { file, reason: code ?? "unknown" }, { cause: error });
  }
}

/** @throws FILE_NOT_FOUND, FILE_UNREADABLE; WRONG_USE where the two are no certificate and its key */
export function readTls(certFile: string, keyFile: string): TlsIdentity {
  const identity = { cert: readPem(certFile), key: readPem(keyFile) };
  try {
    createSecureContext(identity);
    certificateNames(identity.cert);
  } catch (error) {
    const reason = `--tls-cert and --tls-key are not a certificate and its key, both in PEM (${(error as Error).message}).`;
    throw new HomeostatError("WRONG_USE", { reason }, { cause: error });
  }
  return identity;
}

/** An address as it stands in a URL: IPv6 shortened and in brackets. */
export const urlHost = (address: string): string =>
  address.includes(":") ? new URL(`http://[${address}]`).hostname : address.toLowerCase();

/**
 * The names a certificate vouches for, as a Host header writes them. Wildcards stand for no one name and are left out.
 * @param cert PEM
 * @example certificateNames(pem) // ["homeostat.clinic.example", "192.168.1.5"]
 */
export function certificateNames(cert: string): string[] {
  const listed = new X509Certificate(cert).subjectAltName?.split(", ") ?? [];
  return listed.flatMap((entry) => {
    const [, name] = /^(?:DNS|IP Address):([\w.:-]+)$/.exec(entry) ?? [];
    return name === undefined ? [] : [urlHost(name)];
  });
}
