// Package windows stands in for services of another system.
package windows

func StartService() (bool, error) { return false, nil }

func MonitorProcessExit() {}
