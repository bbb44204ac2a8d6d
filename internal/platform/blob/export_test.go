package blob

// Faults makes a folder's temporary files fail, as a full or broken disk does.
type Faults struct {
	Create, Write, Sync, Close error
}

// Inject puts the faults between the folder and its disk.
func (f *Folder) Inject(faults Faults) {
	create := f.create
	f.create = func(name string) (tempFile, error) {
		file, err := create(name)
		if err == nil {
			err = faults.Create
		}
		return faulty{file, faults}, err
	}
}

type faulty struct {
	tempFile
	faults Faults
}

func (f faulty) Write(b []byte) (int, error) {
	if f.faults.Write != nil {
		n, _ := f.tempFile.Write(b[:len(b)/2])
		return n, f.faults.Write
	}
	return f.tempFile.Write(b)
}

func (f faulty) Sync() error {
	if f.faults.Sync != nil {
		return f.faults.Sync
	}
	return f.tempFile.Sync()
}

func (f faulty) Close() error {
	if err := f.tempFile.Close(); err != nil {
		return err
	}
	return f.faults.Close
}
