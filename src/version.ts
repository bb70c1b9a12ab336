import manifest from '../package.json' with { type: 'json' };

/** The bot's own version, such as `0.1.0`. */
export const { version } = manifest;
