export { parsePublicKey, publicKeyText } from './public-key';
export { decryptSecretKey, generateKey, type SecretKey, secretKeyText } from './secret-key';
export { prehash, prehashOfFile } from './prehash';
export { MAX_SIGNATURE_BYTES, parseSignature, type Signature } from './signature';
export { sign } from './sign';
export { isSignedBy } from './verify';
export { TREE_SIGNATURE_FILE, treeMessage } from './tree-message';
