/** AWS on one machine. */
export * from '@evenkeel/local';
