/** Alerts by e-mail: plain text, through the user's own SMTP server. */
import { plainText } from "../payload.ts";
import type { Send } from "./channel.ts";

/** How long the server may be silent, ms. */
const PATIENCE_MS = 15_000;

/**
 * `starttls` and `tls` refuse a server that does not encrypt, or whose certificate does not hold.
 * Source: RFC 5321, RFC 3207, by nodemailer.
 */
export const sendEmail: Send = async ({ id, alert, settings, secret, signal }) => {
  // Loaded when a mail is sent: commands and engines that send none start without it.
  const { createTransport } = await import("nodemailer");
  const { email_host: host, email_port: port, email_security: security, email_user: user } = settings;
  const transport = createTransport({
    host: host!,
    port,
    secure: security === "tls",
    requireTLS: security === "starttls",
    ignoreTLS: security === "none",
    ...(user === null ? {} : { auth: { user, pass: secret("email_password") ?? "" } }),
    connectionTimeout: PATIENCE_MS,
    greetingTimeout: PATIENCE_MS,
    socketTimeout: PATIENCE_MS,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  try {
    await transport.sendMail({
      from: { name: "Homeostat", address: settings.email_from ?? settings.email_to[0]! },
      to: settings.email_to,
      subject: alert.title,
      text: plainText(alert),
      date: new Date(alert.changed_at),
      messageId: `<${id}@homeostat>`,
      headers: { "Auto-Submitted": "auto-generated" },
      signal,
    });
  } finally {
    transport.close();
  }
};
