export { OciContentStore } from './oci-content-store';
