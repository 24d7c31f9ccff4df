import PDPCommands

PDPCommand.main()
