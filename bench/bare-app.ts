import { App, LogLevel, SocketModeReceiver } from '@slack/bolt';

/** A Bolt app that does nothing but acknowledge: what the bot is measured against. */
const { SLACK_APP_TOKEN = '', SLACK_BOT_TOKEN = '', SLACK_API_URL = '' } = process.env;
const receiver = new SocketModeReceiver({
  appToken: SLACK_APP_TOKEN,
  logLevel: LogLevel.ERROR,
  installerOptions: { clientOptions: { slackApiUrl: SLACK_API_URL } },
});
const app = new App({
  token: SLACK_BOT_TOKEN,
  receiver,
  logLevel: LogLevel.ERROR,
  clientOptions: { slackApiUrl: SLACK_API_URL },
});
app.command(/.*/, async ({ ack }) => ack());
await app.start();
process.once('SIGTERM', () => process.exit(0));
